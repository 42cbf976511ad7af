package dev.keelson.mvcc;

import dev.keelson.mvcc.apply.EntryBounds;
import dev.keelson.mvcc.check.StoreCheck;
import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.engine.MemoryEngine;
import dev.keelson.mvcc.watch.EventBatch;
import java.util.ArrayList;
import java.util.List;

/**
 * A store in memory with short words for what tests do to it; each command is an entry of its own.
 */
final class StoreFixture implements AutoCloseable {
  final Engine engine;
  final MvccStore store;
  final List<EventBatch> events = new ArrayList<>();
  private long index;

  StoreFixture() {
    this(new MemoryEngine());
  }

  StoreFixture(Engine engine) {
    this(engine, EntryBounds.standard());
  }

  StoreFixture(Engine engine, EntryBounds bounds) {
    this.engine = engine;
    this.store = MvccStore.open(engine, events::addAll, bounds);
    this.index = store.applied().index();
  }

  LogPosition nextPosition() {
    return new LogPosition(1, ++index);
  }

  @SuppressWarnings("unchecked") // a command of R answers R
  <R> Outcome<R> tryTo(Command<R> command) {
    return (Outcome<R>) store.apply(nextPosition(), List.of(command), true).getFirst();
  }

  <R> R run(Command<R> command) {
    return tryTo(command).orThrow();
  }

  Refusal refusal(Command<?> command) {
    return ((Outcome.Refused<?>) tryTo(command)).why();
  }

  List<Outcome<?>> entry(Command<?>... commands) {
    return store.apply(nextPosition(), List.of(commands), true);
  }

  long put(String key, String value) {
    return run(Command.Put.of(key, value)).revision();
  }

  long put(String key, String value, long lease) {
    return run(new Command.Put(Bytes.of(key), Bytes.of(value), lease, false, false, false))
        .revision();
  }

  long delete(String key) {
    return run(new Command.DeleteRange(KeyRange.one(Bytes.of(key)), false)).deleted();
  }

  long delete(KeyRange range) {
    return run(new Command.DeleteRange(range, false)).deleted();
  }

  void compact(long revision) {
    run(new Command.Compact(revision));
  }

  void compactPhysically() {
    while (store.compactStep(3)) {}
  }

  Outcome<RangeResult> tryTo(RangeQuery query) {
    try (ReadView view = store.view()) {
      return view.range(query);
    }
  }

  RangeResult range(RangeQuery query) {
    return tryTo(query).orThrow();
  }

  Refusal refusal(RangeQuery query) {
    return ((Outcome.Refused<?>) tryTo(query)).why();
  }

  KeyValue get(String key) {
    return range(RangeQuery.key(Bytes.of(key))).kvs().getFirst();
  }

  /** Keys, in the order of the answer. */
  static String keys(RangeResult result) {
    StringBuilder keys = new StringBuilder();
    for (KeyValue kv : result.kvs()) {
      keys.append(keys.isEmpty() ? "" : " ").append(kv.key());
    }
    return keys.toString();
  }

  static KeyRange all() {
    return KeyRange.ALL;
  }

  static KeyRange range(String start, String end) {
    return new KeyRange(Bytes.of(start), Bytes.of(end));
  }

  ReadView.HashKv hash(long revision) {
    try (ReadView view = store.view()) {
      return view.hashKv(revision).orThrow();
    }
  }

  List<String> faults() {
    return StoreCheck.faults(store, engine);
  }

  @Override
  public void close() {
    store.close();
  }
}
