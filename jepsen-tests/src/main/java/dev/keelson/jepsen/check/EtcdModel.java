package dev.keelson.jepsen.check;

import dev.keelson.jepsen.history.Compare;
import dev.keelson.jepsen.history.KeyValue;
import dev.keelson.jepsen.history.Operation;
import dev.keelson.jepsen.history.Request;
import dev.keelson.jepsen.history.Response;
import dev.keelson.jepsen.history.Result;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Register, compare-and-set and transaction over many keys with leases: etcd's key space. Where
 * answers carry revisions they must fit: a write's revision is above all before it, a read's not
 * below. Without them the same model is that of a plain register with compare-and-set by value.
 *
 * <p>Parts that share no key are searched apart, so revisions are not compared across them: that is
 * {@link RevisionMonotonicity}'s and {@link RevisionOrder}'s matter.
 *
 * <p>A key that hangs on a lease may vanish at any time with all keys of that lease: whether a
 * lease ended too early is a matter of time, not of order.
 */
public final class EtcdModel implements Model<EtcdModel.State> {

  /**
   * @param revision the highest revision that is known to have been taken
   * @param keys what is there; a revision that nobody has shown yet is {@link KeyValue#NOT_TOLD}
   */
  public record State(long revision, NavigableMap<String, KeyValue> keys) {
    @Override
    public String toString() {
      return keys.isEmpty()
          ? "empty"
          : String.join(", ", keys.values().stream().map(KeyValue::toString).toList());
    }
  }

  private final State initial;

  public EtcdModel() {
    this(Map.of());
  }

  /**
   * @param keys what is there before the first operation
   */
  public EtcdModel(Map<String, KeyValue> keys) {
    this.initial = new State(0, Collections.unmodifiableNavigableMap(new TreeMap<>(keys)));
  }

  @Override
  public State initial() {
    return initial;
  }

  @Override
  public List<List<Operation>> parts(List<Operation> operations) {
    return KeyParts.of(operations);
  }

  @Override
  public List<State> step(State state, Operation operation) {
    if (operation.request() instanceof Request.LeaseRevoke revoke) {
      return List.of(new State(state.revision(), without(state.keys(), Set.of(revoke.id()))));
    }
    if (isElsewhere(operation.request())) {
      return List.of(state);
    }
    List<State> after = new ArrayList<>(1);
    take(state, operation, after);
    for (Set<Long> ended : endable(state, operation.request())) {
      take(new State(state.revision(), without(state.keys(), ended)), operation, after);
    }
    return after;
  }

  /** Requests that are no matter of the present key space: other checkers look at them. */
  private static boolean isElsewhere(Request request) {
    return switch (request) {
      case Request.Range range -> range.serializable() || range.atRevision() > 0;
      case Request.Put _, Request.Delete _, Request.Txn _, Request.LeaseRevoke _ -> false;
      default -> true;
    };
  }

  private static void take(State state, Operation operation, List<State> after) {
    if (operation.request() instanceof Request.Txn txn) {
      Semantics.Truth holds = Semantics.holds(state.keys(), txn.compares());
      if (holds != Semantics.Truth.NO) {
        State now = operation.response() instanceof Response.Ok ? learn(state, txn) : state;
        finish(
            state,
            now,
            Semantics.branch(now.keys(), true, txn, operation.revision()),
            operation,
            after);
      }
      if (holds != Semantics.Truth.YES) {
        finish(
            state,
            state,
            Semantics.branch(state.keys(), false, txn, operation.revision()),
            operation,
            after);
      }
    } else if (operation.request() instanceof Request.Action action) {
      finish(
          state,
          state,
          Semantics.run(state.keys(), action, operation.revision()),
          operation,
          after);
    }
  }

  /** A comparison that succeeded has shown the revision it was made with. */
  private static State learn(State state, Request.Txn txn) {
    NavigableMap<String, KeyValue> keys = new TreeMap<>(state.keys());
    for (var compare : txn.compares()) {
      KeyValue kv = keys.get(compare.key());
      if (kv != null
          && compare.relation() == Compare.Relation.EQUAL
          && compare.target() == Compare.Target.MOD_REVISION) {
        keys.put(
            kv.key(),
            new KeyValue(
                kv.key(),
                kv.value(),
                kv.createRevision(),
                Long.parseLong(compare.operand()),
                kv.version(),
                kv.lease()));
      }
    }
    return new State(state.revision(), keys);
  }

  private static void finish(
      State before, State state, Semantics.Effect effect, Operation operation, List<State> after) {
    NavigableMap<String, KeyValue> keys = state.keys();
    long revision = state.revision();
    if (operation.response() instanceof Response.Ok ok) {
      if (!Semantics.agrees(effect.result(), ok.result())
          || !fits(ok.revision(), revision, !effect.changes().isEmpty())) {
        return;
      }
      keys = new TreeMap<>(keys);
      if (!teach(keys, ok.result(), ok.revision())) {
        return;
      }
      revision = Math.max(revision, ok.revision());
    }
    if (!effect.changes().isEmpty()) {
      keys = keys == before.keys() ? new TreeMap<>(keys) : keys;
      Semantics.apply(keys, effect.changes());
    }
    after.add(new State(revision, Collections.unmodifiableNavigableMap(keys)));
  }

  private static boolean fits(long answered, long reached, boolean writes) {
    return answered == KeyValue.NOT_TOLD || (writes ? answered > reached : answered >= reached);
  }

  /** Fills revisions that were hidden until this answer showed them; false if they cannot be. */
  private static boolean teach(NavigableMap<String, KeyValue> keys, Result result, long answered) {
    return switch (result) {
      case Result.Ranged r -> r.found().stream().allMatch(kv -> teach(keys, kv, answered));
      case Result.Decided d -> d.results().stream().allMatch(inner -> teach(keys, inner, answered));
      default -> true;
    };
  }

  private static boolean teach(NavigableMap<String, KeyValue> keys, KeyValue shown, long answered) {
    KeyValue kv = keys.get(shown.key());
    if (kv == null || kv.modRevision() != KeyValue.NOT_TOLD) {
      return true;
    }
    if (shown.modRevision() > answered && answered != KeyValue.NOT_TOLD) {
      return false;
    }
    keys.put(shown.key(), shown);
    return true;
  }

  /** Every set of leases whose end the request would notice: those of the keys it touches. */
  private static List<Set<Long>> endable(State state, Request request) {
    Set<Long> leases = new TreeSet<>();
    for (var keys : Semantics.touched(request)) {
      Semantics.within(state.keys(), keys).forEach(kv -> leases.add(kv.lease()));
    }
    leases.remove(0L);
    List<Set<Long>> subsets = new ArrayList<>();
    for (long lease : leases) {
      for (Set<Long> smaller : List.copyOf(subsets)) {
        Set<Long> larger = new HashSet<>(smaller);
        larger.add(lease);
        subsets.add(larger);
      }
      subsets.add(Set.of(lease));
    }
    return subsets;
  }

  private static NavigableMap<String, KeyValue> without(
      NavigableMap<String, KeyValue> keys, Set<Long> leases) {
    NavigableMap<String, KeyValue> left = new TreeMap<>(keys);
    left.values().removeIf(kv -> leases.contains(kv.lease()));
    return Collections.unmodifiableNavigableMap(left);
  }

  @Override
  public boolean hasEffect(Operation operation) {
    return !isElsewhere(operation.request()) && Semantics.mayWrite(operation.request());
  }

  @Override
  public String describe(State state) {
    return state.toString();
  }
}
