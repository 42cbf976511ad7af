package dev.keelson.apiserver.server.storage;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.server.metrics.ServerMetrics;
import dev.keelson.apiserver.server.metrics.Timings;
import dev.keelson.apiserver.server.resource.Resource;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.Compare;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.KvStore;
import dev.keelson.mvcc.Op;
import dev.keelson.mvcc.OpResult;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.RangeResult;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Writes, each one transaction on one key that happens only if the object still is what the writer
 * saw, and reads of single objects that see every write acknowledged before. Any thread; blocks at
 * most until {@link RequestDeadline}, then and for everything that the store refuses {@link
 * ApiFailure}. Nothing is written twice: a write whose answer is late may have happened.
 */
public final class ObjectStore {
  private final KvStore store;
  private final ObjectCodec codec;
  private final Timings timings;
  private final SharedLease lease;
  private final Map<String, StoredForm> forms = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> written = new ConcurrentHashMap<>();

  public ObjectStore(KvStore store, ObjectCodec codec, Timings timings) {
    this(store, codec, InstantSource.system(), new SecureRandom(), timings);
  }

  public ObjectStore(
      KvStore store, ObjectCodec codec, InstantSource clock, RandomGenerator random) {
    this(store, codec, clock, random, new ServerMetrics().store());
  }

  private ObjectStore(
      KvStore store,
      ObjectCodec codec,
      InstantSource clock,
      RandomGenerator random,
      Timings timings) {
    this.timings = timings;
    this.store = store;
    this.codec = codec;
    this.lease = new SharedLease(store, clock, random);
  }

  /** Linearizable. */
  public Optional<Stored> read(Resource resource, ObjectName name) {
    StoredForm form = form(resource);
    RangeQuery query = RangeQuery.key(form.key(name));
    long began = System.nanoTime();
    RangeResult found =
        StoreCalls.awaitRead(() -> store.range(query, KvStore.Consistency.LINEARIZABLE));
    timed("get", resource, began);
    return found.kvs().stream().findFirst().map(form::read);
  }

  /**
   * Done or Exists.
   *
   * @param ttlSeconds after which the store deletes it; 0: never
   */
  public Written create(Resource resource, ApiObject object, long ttlSeconds) {
    StoredForm form = form(resource);
    Bytes key = form.key(object.objectName());
    byte[] json = form.encode(object);
    Compare isAbsent =
        new Compare(KeyRange.one(key), Compare.Relation.EQUAL, new Compare.Target.Mod(0));
    OpResult.TxnResult result =
        run("create", resource, isAbsent, put(key, json, ttlSeconds), List.of());
    return result.succeeded()
        ? new Written.Done(form.written(key, json, object, result.revision()))
        : new Written.Exists();
  }

  /** Done, Conflict or Missing. */
  public Written update(Resource resource, ApiObject next, long expectedRevision) {
    return update(resource, next, expectedRevision, 0);
  }

  /** As {@link #update(Resource, ApiObject, long)}; {@code ttlSeconds} begins anew, 0: never. */
  public Written update(Resource resource, ApiObject next, long expectedRevision, long ttlSeconds) {
    StoredForm form = form(resource);
    Bytes key = form.key(next.objectName());
    byte[] json = form.encode(next);
    OpResult.TxnResult result =
        run(
            "update",
            resource,
            isStill(key, expectedRevision),
            put(key, json, ttlSeconds),
            look(key));
    return result.succeeded()
        ? new Written.Done(form.written(key, json, next, result.revision()))
        : lost(form, result);
  }

  /**
   * As {@link #update(Resource, ApiObject, long, long)}, of what was read just now; what is no
   * change is not written and answers {@code before}, as upstream's GuaranteedUpdate does.
   */
  public Written update(Resource resource, ApiObject next, Stored before, long ttlSeconds) {
    return next.withResourceVersion(before.revision()).equals(before.object())
        ? new Written.Done(before)
        : update(resource, next, before.revision(), ttlSeconds);
  }

  /** Done, with the last state at the revision of the deletion, Conflict or Missing. */
  public Written delete(Resource resource, ObjectName name, long expectedRevision) {
    StoredForm form = form(resource);
    Bytes key = form.key(name);
    Op delete = new Command.DeleteRange(KeyRange.one(key), true);
    OpResult.TxnResult result =
        run("delete", resource, isStill(key, expectedRevision), delete, look(key));
    if (!result.succeeded()) {
      return lost(form, result);
    }
    OpResult.DeleteResult deleted = (OpResult.DeleteResult) result.responses().getFirst();
    return deleted.previous().isEmpty()
        ? new Written.Missing()
        : new Written.Done(form.read(deleted.previous().getFirst(), result.revision()));
  }

  private Op put(Bytes key, byte[] json, long ttlSeconds) {
    long attached = ttlSeconds == 0 ? 0 : lease.lasting(ttlSeconds);
    return new Command.Put(key, Bytes.wrap(json), attached, false, false, false);
  }

  private static Compare isStill(Bytes key, long revision) {
    return new Compare(KeyRange.one(key), Compare.Relation.EQUAL, new Compare.Target.Mod(revision));
  }

  private static List<Op> look(Bytes key) {
    return List.of(RangeQuery.key(key));
  }

  private OpResult.TxnResult run(
      String operation, Resource resource, Compare condition, Op then, List<Op> otherwise) {
    long began = System.nanoTime();
    OpResult.TxnResult result =
        StoreCalls.await(
            store.submit(new Command.Txn(List.of(condition), List.of(then), otherwise)));
    timed(operation, resource, began);
    if (result.succeeded()) {
      writtenOf(resource).accumulateAndGet(result.revision(), Math::max);
    }
    return result;
  }

  private AtomicLong writtenOf(Resource resource) {
    return written.computeIfAbsent(resource.directory(), _ -> new AtomicLong());
  }

  /**
   * Revision of the newest change that was made through this very object, 0 for none: a cache that
   * has come so far shows all that its callers were told is done.
   */
  public long written(Resource resource) {
    return writtenOf(resource).get();
  }

  private record Timed(String operation, String directory) {}

  private void timed(String operation, Resource resource, long began) {
    timings.observe(
        new Timed(operation, resource.directory()),
        System.nanoTime() - began,
        "operation",
        operation,
        "group",
        resource.name().group(),
        "resource",
        resource.name().resource());
  }

  private static Written lost(StoredForm form, OpResult.TxnResult result) {
    List<KeyValue> found = ((RangeResult) result.responses().getFirst()).kvs();
    return found.isEmpty()
        ? new Written.Missing()
        : new Written.Conflict(Optional.of(form.read(found.getFirst())));
  }

  /** A group's versions have one directory, and lie there alike. */
  private StoredForm form(Resource resource) {
    StoredForm known = forms.get(resource.directory());
    return known != null
        ? known
        : forms.computeIfAbsent(
            resource.directory(), _ -> new StoredForm(resource, codec, Memos.UNBOUNDED));
  }
}
