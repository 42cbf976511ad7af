package dev.keelson.mvcc;

import dev.keelson.mvcc.read.Compares;
import dev.keelson.mvcc.read.Pairs;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** A transaction that only reads, answered from a view instead of the log (rule 26). */
public final class ReadTxn {
  private ReadTxn() {}

  /** As {@link #answer(ReadView, Command.Txn, LongPredicate)}, with room for everything. */
  public static Outcome<OpResult.TxnResult> answer(ReadView view, Command.Txn txn) {
    return answer(view, txn, _ -> true);
  }

  /**
   * {@code txn} is read-only: {@link TxnRules#isReadOnly}. Refuses a range at a revision that
   * cannot be read, and what {@code room} has no room for ({@link ReadView#range(RangeQuery,
   * LongPredicate)}).
   */
  public static Outcome<OpResult.TxnResult> answer(
      ReadView view, Command.Txn txn, LongPredicate room) {
    boolean succeeded = Compares.hold(txn.compares(), new ViewPairs(view));
    List<OpResult> responses = new ArrayList<>();
    for (Op op : succeeded ? txn.success() : txn.failure()) {
      if (!(op instanceof RangeQuery query)) {
        throw new IllegalArgumentException("not a read-only transaction: " + op);
      }
      Refusal refusal = Compares.refusal(query, view.compactedRevision(), view.revision());
      if (refusal != null) {
        return Outcome.refused(refusal);
      }
      switch (view.range(query, room)) {
        case Outcome.Ok<RangeResult>(var read) -> responses.add(read);
        case Outcome.Refused<RangeResult>(var why) -> {
          return Outcome.refused(why);
        }
      }
    }
    return Outcome.ok(new OpResult.TxnResult(view.revision(), succeeded, responses));
  }

  /** A view's pairs at head. */
  private record ViewPairs(ReadView view) implements Pairs {
    @Override
    public @Nullable KeyValue get(byte[] key) {
      List<KeyValue> found = view.range(RangeQuery.key(Bytes.wrap(key))).orThrow().kvs();
      return found.isEmpty() ? null : found.getFirst();
    }

    @Override
    public ReadView.KeyCursor scan(KeyRange range) {
      return view.scan(range, 0).orThrow();
    }

    @Override
    public ReadView.KeyCursor scanBackwards(KeyRange range) {
      throw new IllegalStateException("a condition reads forwards");
    }

    @Override
    public long count(KeyRange range) {
      return view.count(range);
    }
  }
}
