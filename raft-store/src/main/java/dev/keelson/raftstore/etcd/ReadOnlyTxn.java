package dev.keelson.raftstore.etcd;

import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.Compare;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.Op;
import dev.keelson.mvcc.OpResult;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.RangeResult;
import dev.keelson.mvcc.ReadView;
import dev.keelson.mvcc.Refusal;
import java.util.ArrayList;
import java.util.List;

/** A transaction that only reads: no entry in the log, all of it from one view (rule 26). */
final class ReadOnlyTxn {
  private ReadOnlyTxn() {}

  /** A nested transaction makes one a write, as in etcd, whatever it does. */
  static boolean isReadOnly(Command.Txn txn) {
    return allRanges(txn.success()) && allRanges(txn.failure());
  }

  private static boolean allRanges(List<Op> ops) {
    for (Op op : ops) {
      if (!(op instanceof RangeQuery)) {
        return false;
      }
    }
    return true;
  }

  static Outcome<OpResult.TxnResult> evaluate(ReadView view, Command.Txn txn) {
    boolean holds = true;
    for (Compare compare : txn.compares()) {
      if (!holds(view, compare)) {
        holds = false;
        break;
      }
    }
    List<OpResult> results = new ArrayList<>();
    for (Op op : holds ? txn.success() : txn.failure()) {
      RangeQuery query = (RangeQuery) op;
      // Rule 12: only alone does a negative revision mean the newest.
      if (query.revision() < 0) {
        return Outcome.refused(new Refusal.Compacted(view.compactedRevision()));
      }
      switch (view.range(query)) {
        case Outcome.Ok<RangeResult>(var result) -> results.add(result);
        case Outcome.Refused<RangeResult>(var why) -> {
          return Outcome.refused(why);
        }
      }
    }
    return Outcome.ok(new OpResult.TxnResult(view.revision(), holds, results));
  }

  /** Rule 25. */
  private static boolean holds(ReadView view, Compare compare) {
    List<KeyValue> kvs = view.range(RangeQuery.of(compare.range())).orThrow().kvs();
    if (kvs.isEmpty()) {
      return !(compare.target() instanceof Compare.Target.Value)
          && compare.relation().holds(Long.compare(0, number(compare.target())));
    }
    for (KeyValue kv : kvs) {
      if (!compare.relation().holds(comparison(kv, compare.target()))) {
        return false;
      }
    }
    return true;
  }

  private static int comparison(KeyValue kv, Compare.Target target) {
    return switch (target) {
      case Compare.Target.Version(long version) -> Long.compare(kv.version(), version);
      case Compare.Target.Create(long revision) -> Long.compare(kv.createRevision(), revision);
      case Compare.Target.Mod(long revision) -> Long.compare(kv.modRevision(), revision);
      case Compare.Target.Lease(long lease) -> Long.compare(kv.lease(), lease);
      case Compare.Target.Value(var value) -> kv.value().compareTo(value);
    };
  }

  private static long number(Compare.Target target) {
    return switch (target) {
      case Compare.Target.Version(long version) -> version;
      case Compare.Target.Create(long revision) -> revision;
      case Compare.Target.Mod(long revision) -> revision;
      case Compare.Target.Lease(long lease) -> lease;
      case Compare.Target.Value _ -> 0;
    };
  }
}
