package dev.keelson.jepsen.simulation;

import dev.keelson.jepsen.history.KeyValue;
import dev.keelson.jepsen.history.Keys;
import dev.keelson.jepsen.history.Request;
import dev.keelson.jepsen.history.Result;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.Compare;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.KvStore;
import dev.keelson.mvcc.Op;
import dev.keelson.mvcc.OpResult;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.RangeResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Recorded requests as calls of a {@link KvStore}, and its answers as recorded results. */
final class Calls {
  /** An answer with the revision that its header would have. */
  record Answer(long revision, Result result) {}

  private Calls() {}

  static CompletableFuture<Outcome<Answer>> call(KvStore kv, Request request) {
    return switch (request) {
      case Request.Range range ->
          kv.range(
                  query(range),
                  range.serializable()
                      ? KvStore.Consistency.SERIALIZABLE
                      : KvStore.Consistency.LINEARIZABLE)
              .thenApply(Calls::answer);
      case Request.Put put -> kv.submit(put(put)).thenApply(Calls::answer);
      case Request.Delete delete -> kv.submit(delete(delete)).thenApply(Calls::answer);
      case Request.Txn txn -> kv.submit(txn(txn)).thenApply(Calls::answer);
      case Request.LeaseGrant grant ->
          kv.submit(new Command.LeaseGrant(grant.id(), grant.ttlSeconds()))
              .thenApply(
                  outcome ->
                      outcome.map(
                          granted ->
                              new Answer(
                                  granted.revision(),
                                  new Result.Leased(granted.id(), granted.ttl()))));
      case Request.LeaseRevoke revoke ->
          kv.submit(new Command.LeaseRevoke(revoke.id()))
              .thenApply(
                  outcome ->
                      outcome.map(
                          revision -> new Answer(revision, new Result.Leased(revoke.id(), 0))));
      case Request.Compact compact ->
          kv.submit(new Command.Compact(compact.revision()))
              .thenApply(outcome -> outcome.map(head -> new Answer(head, new Result.Done())));
      case Request.LeaseKeepAlive _, Request.Acquire _, Request.Release _, Request.Guarded _ ->
          throw new IllegalArgumentException("not simulated: " + request);
    };
  }

  static KeyRange range(Keys keys) {
    return keys.equals(Keys.all())
        ? KeyRange.ALL
        : new KeyRange(Bytes.of(keys.from()), Bytes.of(keys.end()));
  }

  private static RangeQuery query(Request.Range range) {
    return RangeQuery.of(range(range.keys()))
        .withLimit(range.limit())
        .atRevision(range.atRevision());
  }

  private static Command.Put put(Request.Put put) {
    return new Command.Put(
        Bytes.of(put.key()), Bytes.of(put.value()), put.lease(), true, false, false);
  }

  private static Command.DeleteRange delete(Request.Delete delete) {
    return new Command.DeleteRange(range(delete.keys()), true);
  }

  private static Command.Txn txn(Request.Txn txn) {
    return new Command.Txn(
        txn.compares().stream().map(Calls::compare).toList(),
        txn.then().stream().map(Calls::op).toList(),
        txn.otherwise().stream().map(Calls::op).toList());
  }

  private static Op op(Request.Action action) {
    return switch (action) {
      case Request.Range range -> query(range);
      case Request.Put put -> put(put);
      case Request.Delete delete -> delete(delete);
    };
  }

  private static Compare compare(dev.keelson.jepsen.history.Compare compare) {
    Compare.Relation relation =
        switch (compare.relation()) {
          case EQUAL -> Compare.Relation.EQUAL;
          case NOT_EQUAL -> Compare.Relation.NOT_EQUAL;
          case GREATER -> Compare.Relation.GREATER;
          case LESS -> Compare.Relation.LESS;
        };
    Compare.Target target =
        switch (compare.target()) {
          case MOD_REVISION -> new Compare.Target.Mod(Long.parseLong(compare.operand()));
          case CREATE_REVISION -> new Compare.Target.Create(Long.parseLong(compare.operand()));
          case VERSION -> new Compare.Target.Version(Long.parseLong(compare.operand()));
          case LEASE -> new Compare.Target.Lease(Long.parseLong(compare.operand()));
          case VALUE -> new Compare.Target.Value(Bytes.of(compare.operand()));
        };
    return new Compare(KeyRange.one(Bytes.of(compare.key())), relation, target);
  }

  private static <R extends OpResult> Outcome<Answer> answer(Outcome<R> outcome) {
    return outcome.map(result -> new Answer(result.revision(), result(result)));
  }

  private static Result result(OpResult result) {
    return switch (result) {
      case RangeResult ranged ->
          new Result.Ranged(pairs(ranged.kvs()), ranged.count(), ranged.more());
      case OpResult.PutResult put -> new Result.Written(put.previous().map(Calls::pair));
      case OpResult.DeleteResult deleted ->
          new Result.Deleted(deleted.deleted(), pairs(deleted.previous()));
      case OpResult.TxnResult txn ->
          new Result.Decided(txn.succeeded(), txn.responses().stream().map(Calls::result).toList());
    };
  }

  private static List<KeyValue> pairs(List<dev.keelson.mvcc.KeyValue> pairs) {
    return pairs.stream().map(Calls::pair).toList();
  }

  static KeyValue pair(dev.keelson.mvcc.KeyValue pair) {
    return new KeyValue(
        pair.key().utf8(),
        pair.value().utf8(),
        pair.createRevision(),
        pair.modRevision(),
        pair.version(),
        pair.lease());
  }
}
