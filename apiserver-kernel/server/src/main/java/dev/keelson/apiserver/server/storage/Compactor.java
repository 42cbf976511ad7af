package dev.keelson.apiserver.server.storage;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.Compare;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.KvStore;
import dev.keelson.mvcc.OpResult;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.RangeResult;
import java.util.List;

/**
 * Lets the store forget what nobody asks for any more. Each {@link #step} forgets what was history
 * already at the step before it, as upstream's {@code etcd3/compact.go}; of several servers on one
 * store the one whose step comes first does it, and the others learn of it by a key that all know.
 * One thread.
 */
public final class Compactor {
  private static final Bytes KEY = Bytes.of("compact_rev_key");

  private final KvStore store;
  private long turn;
  private long revision;

  public Compactor(KvStore store) {
    this.store = store;
  }

  /** Blocks on the store; throws what its failures are, and may be called again. */
  public void step() {
    Compare isMyTurn =
        new Compare(KeyRange.one(KEY), Compare.Relation.EQUAL, new Compare.Target.Version(turn));
    Command.Put mine =
        new Command.Put(KEY, Bytes.of(Long.toString(revision)), 0, false, false, false);
    OpResult.TxnResult result =
        StoreCalls.await(
            store.submit(
                new Command.Txn(List.of(isMyTurn), List.of(mine), List.of(RangeQuery.key(KEY)))));
    long forgotten = revision;
    revision = result.revision();
    if (!result.succeeded()) {
      List<KeyValue> found = ((RangeResult) result.responses().getFirst()).kvs();
      turn = found.isEmpty() ? 0 : found.getFirst().version();
      return;
    }
    turn++;
    if (forgotten > 0) {
      StoreCalls.await(store.submit(new Command.Compact(forgotten)));
    }
  }
}
