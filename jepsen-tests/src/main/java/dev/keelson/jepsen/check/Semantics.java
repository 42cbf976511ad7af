package dev.keelson.jepsen.check;

import dev.keelson.jepsen.history.Compare;
import dev.keelson.jepsen.history.KeyValue;
import dev.keelson.jepsen.history.Keys;
import dev.keelson.jepsen.history.Request;
import dev.keelson.jepsen.history.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * etcd's data model as a function: what a request answers and changes in a given state. A revision
 * of {@link KeyValue#NOT_TOLD} in the state is one that nobody has shown yet and agrees with any.
 */
final class Semantics {

  /** What a request does: the answer, and for each key changed what is there then. */
  record Effect(Result result, Map<String, Optional<KeyValue>> changes) {}

  /** The outcome of a comparison with something that may not be known. */
  enum Truth {
    YES,
    NO,
    UNSURE
  }

  private Semantics() {}

  static boolean mayWrite(Request request) {
    return switch (request) {
      case Request.Range _, Request.LeaseKeepAlive _, Request.Compact _ -> false;
      case Request.Put _, Request.Delete _, Request.LeaseGrant _, Request.LeaseRevoke _ -> true;
      case Request.Acquire _, Request.Release _, Request.Guarded _ -> true;
      case Request.Txn t ->
          t.then().stream().anyMatch(Semantics::mayWrite)
              || t.otherwise().stream().anyMatch(Semantics::mayWrite);
    };
  }

  /** Whether the answer tells of a change. */
  static boolean changed(Result result) {
    return switch (result) {
      case Result.Written _ -> true;
      case Result.Deleted d -> d.count() > 0;
      case Result.Decided d -> d.results().stream().anyMatch(Semantics::changed);
      default -> false;
    };
  }

  /** Every range of keys that a request names, read or written. */
  static List<Keys> touched(Request request) {
    return switch (request) {
      case Request.Range r -> List.of(r.keys());
      case Request.Put p -> List.of(Keys.one(p.key()));
      case Request.Delete d -> List.of(d.keys());
      case Request.Txn t -> {
        List<Keys> all = new ArrayList<>();
        t.compares().forEach(c -> all.add(Keys.one(c.key())));
        t.then().forEach(a -> all.addAll(touched(a)));
        t.otherwise().forEach(a -> all.addAll(touched(a)));
        yield all;
      }
      default -> List.of();
    };
  }

  static Truth holds(NavigableMap<String, KeyValue> state, Compare compare) {
    KeyValue kv = state.get(compare.key());
    if (compare.target() == Compare.Target.VALUE) {
      boolean holds =
          kv != null && compare.relation().holds(kv.value().compareTo(compare.operand()));
      return holds ? Truth.YES : Truth.NO;
    }
    long operand = Long.parseLong(compare.operand());
    long actual = 0;
    if (kv != null) {
      actual =
          switch (compare.target()) {
            case MOD_REVISION -> kv.modRevision();
            case CREATE_REVISION -> kv.createRevision();
            case VERSION -> kv.version();
            case LEASE -> kv.lease();
            case VALUE -> throw new IllegalStateException("handled above");
          };
      boolean hidden = actual == KeyValue.NOT_TOLD && compare.target() != Compare.Target.LEASE;
      if (hidden) {
        return hidden(compare.relation(), operand);
      }
    }
    return compare.relation().holds(Long.compare(actual, operand)) ? Truth.YES : Truth.NO;
  }

  /** Of a number only known to be above zero. */
  private static Truth hidden(Compare.Relation relation, long operand) {
    if (operand > 0) {
      return relation == Compare.Relation.LESS && operand == 1 ? Truth.NO : Truth.UNSURE;
    }
    return switch (relation) {
      case EQUAL, LESS -> Truth.NO;
      case NOT_EQUAL, GREATER -> Truth.YES;
    };
  }

  static Truth holds(NavigableMap<String, KeyValue> state, List<Compare> compares) {
    Truth all = Truth.YES;
    for (Compare compare : compares) {
      switch (holds(state, compare)) {
        case NO -> {
          return Truth.NO;
        }
        case UNSURE -> all = Truth.UNSURE;
        case YES -> {}
      }
    }
    return all;
  }

  /** A put, delete or range that takes {@code revision} if it changes anything. */
  static Effect run(NavigableMap<String, KeyValue> state, Request.Action action, long revision) {
    return switch (action) {
      case Request.Range range -> new Effect(read(state, range), Map.of());
      case Request.Put put -> put(state, put, revision);
      case Request.Delete delete -> delete(state, delete.keys());
    };
  }

  /** One branch of a transaction: later actions see earlier ones. */
  static Effect branch(
      NavigableMap<String, KeyValue> state, boolean succeeded, Request.Txn txn, long revision) {
    List<Request.Action> actions = succeeded ? txn.then() : txn.otherwise();
    Map<String, Optional<KeyValue>> changes = new LinkedHashMap<>();
    List<Result> results = new ArrayList<>(actions.size());
    NavigableMap<String, KeyValue> now = state;
    for (Request.Action action : actions) {
      Effect effect = run(now, action, revision);
      results.add(effect.result());
      if (!effect.changes().isEmpty()) {
        changes.putAll(effect.changes());
        if (actions.size() > 1) {
          now = now == state ? new TreeMap<>(state) : now;
          apply(now, effect.changes());
        }
      }
    }
    return new Effect(new Result.Decided(succeeded, results), changes);
  }

  static void apply(Map<String, KeyValue> state, Map<String, Optional<KeyValue>> changes) {
    changes.forEach(
        (key, kv) -> kv.ifPresentOrElse(v -> state.put(key, v), () -> state.remove(key)));
  }

  private static Effect put(NavigableMap<String, KeyValue> state, Request.Put put, long revision) {
    KeyValue before = state.get(put.key());
    KeyValue after =
        before == null
            ? new KeyValue(put.key(), put.value(), revision, revision, 1, put.lease())
            : new KeyValue(
                put.key(),
                put.value(),
                before.createRevision(),
                revision,
                before.version() + 1,
                put.lease());
    return new Effect(
        new Result.Written(Optional.ofNullable(before)), Map.of(put.key(), Optional.of(after)));
  }

  private static Effect delete(NavigableMap<String, KeyValue> state, Keys keys) {
    List<KeyValue> gone = within(state, keys);
    Map<String, Optional<KeyValue>> changes = new LinkedHashMap<>();
    gone.forEach(kv -> changes.put(kv.key(), Optional.empty()));
    return new Effect(new Result.Deleted(gone.size(), gone), changes);
  }

  static Result.Ranged read(NavigableMap<String, KeyValue> state, Request.Range range) {
    List<KeyValue> all = within(state, range.keys());
    boolean cut = range.limit() > 0 && all.size() > range.limit();
    return new Result.Ranged(cut ? all.subList(0, (int) range.limit()) : all, all.size(), cut);
  }

  static List<KeyValue> within(NavigableMap<String, KeyValue> state, Keys keys) {
    if (keys.isOne()) {
      KeyValue kv = state.get(keys.from());
      return kv == null ? List.of() : List.of(kv);
    }
    return List.copyOf(span(state, keys).values());
  }

  static <V> NavigableMap<String, V> span(NavigableMap<String, V> map, Keys keys) {
    if (keys.isOne()) {
      return map.subMap(keys.from(), true, keys.from(), true);
    }
    String from = keys.equals(Keys.all()) ? "" : keys.from();
    if (keys.isOpen()) {
      return map.tailMap(from, true);
    }
    return from.compareTo(keys.end()) < 0
        ? map.subMap(from, true, keys.end(), false)
        : map.subMap(from, true, from, false);
  }

  /** Whether what was answered is what the state would answer. */
  static boolean agrees(Result expected, Result actual) {
    return switch (expected) {
      case Result.Ranged e ->
          actual instanceof Result.Ranged a
              && e.count() == a.count()
              && e.more() == a.more()
              && agree(e.found(), a.found());
      case Result.Written e ->
          actual instanceof Result.Written a
              && (a.previous().isEmpty()
                  || e.previous().isPresent() && agrees(e.previous().get(), a.previous().get()));
      case Result.Deleted e ->
          actual instanceof Result.Deleted a
              && e.count() == a.count()
              && (a.previous().isEmpty() || agree(e.previous(), a.previous()));
      case Result.Decided e ->
          actual instanceof Result.Decided a
              && e.succeeded() == a.succeeded()
              && e.results().size() == a.results().size()
              && allAgree(e.results(), a.results());
      default -> expected.equals(actual);
    };
  }

  private static boolean allAgree(List<Result> expected, List<Result> actual) {
    for (int i = 0; i < expected.size(); i++) {
      if (!agrees(expected.get(i), actual.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean agree(List<KeyValue> expected, List<KeyValue> actual) {
    if (expected.size() != actual.size()) {
      return false;
    }
    for (int i = 0; i < expected.size(); i++) {
      if (!agrees(expected.get(i), actual.get(i))) {
        return false;
      }
    }
    return true;
  }

  static boolean agrees(KeyValue expected, KeyValue actual) {
    return expected.key().equals(actual.key())
        && expected.value().equals(actual.value())
        && agrees(expected.modRevision(), actual.modRevision())
        && agrees(expected.createRevision(), actual.createRevision())
        && agrees(expected.version(), actual.version())
        && (actual.modRevision() == KeyValue.NOT_TOLD || expected.lease() == actual.lease());
  }

  private static boolean agrees(long expected, long actual) {
    return expected == KeyValue.NOT_TOLD || actual == KeyValue.NOT_TOLD || expected == actual;
  }
}
