package dev.keelson.mvcc.apply;

import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.Op;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.Refusal;
import dev.keelson.mvcc.read.Compares;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which branch of a transaction runs, and of each transaction in it: all decided by the state
 * before it (rule 24). {@code nested} has one decision per transaction among {@code ops}, in order.
 */
record TxnDecision(boolean succeeded, List<Op> ops, List<TxnDecision> nested) {

  static TxnDecision of(Command.Txn txn, Staged staged) {
    boolean succeeded = Compares.hold(txn.compares(), new SlotPairs(staged));
    List<Op> ops = succeeded ? txn.success() : txn.failure();
    List<TxnDecision> nested = List.of();
    for (Op op : ops) {
      if (op instanceof Command.Txn inner) {
        nested = nested.isEmpty() ? new ArrayList<>() : nested;
        nested.add(of(inner, staged));
      }
    }
    return new TxnDecision(succeeded, ops, nested);
  }

  /**
   * The first reason in the chosen branches against running them, found before anything runs; null
   * = none.
   */
  @Nullable Refusal refusal(Staged staged) {
    int at = 0;
    for (Op op : ops) {
      Refusal refusal =
          switch (op) {
            case RangeQuery query -> Compares.refusal(query, staged.floor(), staged.head());
            case Command.Put put -> Decisions.refusal(put, staged.slot(put.key()), staged);
            case Command.DeleteRange _ -> null;
            case Command.Txn _ -> nested.get(at++).refusal(staged);
          };
      if (refusal != null) {
        return refusal;
      }
    }
    return null;
  }
}
