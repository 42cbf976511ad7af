package dev.keelson.mvcc.model;

import dev.keelson.mvcc.Alarm;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.Op;
import dev.keelson.mvcc.OpResult;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.RangeResult;
import dev.keelson.mvcc.Refusal;
import dev.keelson.mvcc.Revision;
import dev.keelson.mvcc.lease.LeaseRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * etcd's rules in the plainest words: every revision is a whole copy of the store, nothing is ever
 * removed.
 */
final class ReferenceModel {
  record Rec(Revision revision, KeyValue kv, Optional<KeyValue> before) {}

  final List<Rec> records = new ArrayList<>();
  final TreeMap<Long, TreeMap<Bytes, KeyValue>> states = new TreeMap<>();
  final TreeMap<Long, LeaseRecord> leases = new TreeMap<>();
  final TreeSet<Alarm> alarms = new TreeSet<>();
  final TreeMap<Bytes, Bytes> facts = new TreeMap<>();
  TreeMap<Bytes, KeyValue> live = new TreeMap<>();
  long head = 1;
  long floor = -1;
  private int sub;

  ReferenceModel() {
    states.put(head, new TreeMap<>());
  }

  Outcome<?> apply(Command<?> command) {
    Optional<Refusal> no = refusal(command);
    if (no.isPresent()) {
      return Outcome.refused(no.get());
    }
    Object answer =
        switch (command) {
          case Command.Put put -> put(put);
          case Command.DeleteRange delete -> delete(delete);
          case Command.Txn txn -> txn(txn, live);
          case Command.Compact(long revision) -> floorAt(revision);
          case Command.LeaseGrant(long id, long ttl) -> {
            leases.put(id, new LeaseRecord(id, ttl, 0));
            yield new Command.LeaseGranted(id, ttl, head);
          }
          case Command.LeaseRevoke(long id) -> {
            leases.remove(id);
            keysOf(id).forEach(key -> change(key, KeyValue.tombstone(key, head + 1)));
            yield now();
          }
          case Command.LeaseCheckpoint checkpoint -> {
            checkpoint
                .remaining()
                .forEach((id, s) -> leases.computeIfPresent(id, (_, l) -> l.withRemaining(s)));
            yield head;
          }
          case Command.SetAlarm(boolean active, Alarm alarm) ->
              (active ? alarms.add(alarm) : alarms.remove(alarm)) ? List.of(alarm) : List.of();
          case Command.PutFact(Bytes name, Optional<Bytes> value) -> {
            setFact(name, value);
            yield head;
          }
          case Command.SwapFact(Bytes name, Optional<Bytes> expected, Optional<Bytes> value) -> {
            boolean same =
                Optional.ofNullable(facts.get(name)).equals(expected.filter(b -> !b.isEmpty()));
            if (same) {
              setFact(name, value);
            }
            yield same;
          }
        };
    if (sub > 0) {
      states.put(++head, new TreeMap<>(live));
      sub = 0;
    }
    return Outcome.ok(answer);
  }

  private void setFact(Bytes name, Optional<Bytes> value) {
    value
        .filter(bytes -> !bytes.isEmpty())
        .ifPresentOrElse(bytes -> facts.put(name, bytes), () -> facts.remove(name));
  }

  List<Bytes> keysOf(long lease) {
    return live.values().stream().filter(p -> p.lease() == lease).map(KeyValue::key).toList();
  }

  private Optional<Refusal> refusal(Command<?> command) {
    boolean free =
        command instanceof Command.SetAlarm
            || command instanceof Command.PutFact
            || command instanceof Command.SwapFact
            || command instanceof Command.LeaseCheckpoint;
    if (!free && alarms.stream().anyMatch(a -> a.kind() == Alarm.Kind.CORRUPT)) {
      return Optional.of(Refusal.Plain.CORRUPT);
    }
    if (grows(command) && alarms.stream().anyMatch(a -> a.kind() == Alarm.Kind.NOSPACE)) {
      return Optional.of(Refusal.Plain.NO_SPACE);
    }
    return switch (command) {
      case Command.Put put -> refusalInside(put);
      case Command.Txn txn -> refusalInside(txn);
      case Command.Compact(long r) when r <= floor -> Optional.of(new Refusal.Compacted(floor));
      case Command.Compact(long r) when r > head -> Optional.of(new Refusal.FutureRevision(head));
      case Command.LeaseGrant(long id, long _) when leases.containsKey(id) ->
          Optional.of(Refusal.Plain.LEASE_EXISTS);
      case Command.LeaseRevoke(long id) when !leases.containsKey(id) ->
          Optional.of(Refusal.Plain.LEASE_NOT_FOUND);
      default -> Optional.empty();
    };
  }

  private static boolean grows(Object op) {
    return op instanceof Command.Put
        || op instanceof Command.LeaseGrant
        || op instanceof Command.Txn t
            && Stream.concat(t.success().stream(), t.failure().stream())
                .anyMatch(ReferenceModel::grows);
  }

  private Optional<Refusal> refusalInside(Op op) {
    return switch (op) {
      case Command.Put put when put.lease() != 0 && !leases.containsKey(put.lease()) ->
          Optional.of(Refusal.Plain.LEASE_NOT_FOUND);
      case Command.Put put when put.ignoreValue() || put.ignoreLease() ->
          live.containsKey(put.key()) ? Optional.empty() : Optional.of(Refusal.Plain.KEY_NOT_FOUND);
      case RangeQuery query when query.revision() > head ->
          Optional.of(new Refusal.FutureRevision(head));
      case RangeQuery query when query.revision() != 0 && query.revision() < floor ->
          Optional.of(new Refusal.Compacted(floor));
      case Command.Txn txn ->
          branch(txn, live).stream().flatMap(o -> refusalInside(o).stream()).findFirst();
      default -> Optional.empty();
    };
  }

  private long now() {
    return sub > 0 ? head + 1 : head;
  }

  private long floorAt(long revision) {
    floor = revision;
    return head;
  }

  private void change(Bytes key, KeyValue kv) {
    Optional<KeyValue> before =
        Optional.ofNullable(kv.isTombstone() ? live.remove(key) : live.put(key, kv));
    records.add(new Rec(new Revision(head + 1, sub++), kv, before));
  }

  private OpResult put(Command.Put put) {
    Optional<KeyValue> old = Optional.ofNullable(live.get(put.key()));
    change(
        put.key(),
        KeyValue.of(
            put.key(),
            old.map(KeyValue::createRevision).orElse(head + 1),
            head + 1,
            old.map(KeyValue::version).orElse(0L) + 1,
            put.ignoreValue() ? old.map(KeyValue::value).orElse(Bytes.EMPTY) : put.value(),
            put.ignoreLease() ? old.map(KeyValue::lease).orElse(0L) : put.lease()));
    return new OpResult.PutResult(now(), put.wantPrevious() ? old : Optional.empty());
  }

  private OpResult delete(Command.DeleteRange delete) {
    List<KeyValue> gone = ModelReads.in(live, delete.range());
    gone.forEach(kv -> change(kv.key(), KeyValue.tombstone(kv.key(), head + 1)));
    return new OpResult.DeleteResult(now(), gone.size(), delete.wantPrevious() ? gone : List.of());
  }

  private OpResult txn(Command.Txn txn, TreeMap<Bytes, KeyValue> before) {
    TreeMap<Bytes, KeyValue> start = before == live ? new TreeMap<>(live) : before;
    List<OpResult> responses = new ArrayList<>();
    for (Op op : branch(txn, start)) {
      responses.add(
          switch (op) {
            case Command.Put put -> put(put);
            case Command.DeleteRange delete -> delete(delete);
            case Command.Txn inner -> txn(inner, start);
            case RangeQuery query ->
                ModelReads.range(query.revision() > 0 ? at(query.revision()) : live, query, now());
          });
    }
    return new OpResult.TxnResult(now(), ModelReads.holds(txn, start), responses);
  }

  TreeMap<Bytes, KeyValue> at(long revision) {
    return states.floorEntry(revision).getValue();
  }

  private static List<Op> branch(Command.Txn txn, TreeMap<Bytes, KeyValue> state) {
    return ModelReads.holds(txn, state) ? txn.success() : txn.failure();
  }

  Outcome<RangeResult> range(RangeQuery q) {
    return q.revision() > head
        ? Outcome.refused(new Refusal.FutureRevision(head))
        : q.revision() > 0 && q.revision() < floor
            ? Outcome.refused(new Refusal.Compacted(floor))
            : Outcome.ok(ModelReads.range(q.revision() > 0 ? at(q.revision()) : live, q, head));
  }
}
