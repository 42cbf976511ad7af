package dev.keelson.jepsen.check;

import dev.keelson.jepsen.history.KeyValue;
import dev.keelson.jepsen.history.Keys;
import dev.keelson.jepsen.history.Operation;
import dev.keelson.jepsen.history.Request;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who may have taken the revisions that no answer names. */
final class Gaps {

  /** Fillers tried for one revision; what is beyond makes an exhausted search undecided. */
  private static final int MOST = 64;

  /**
   * @param keys keys that the fillers, or those that were passed over for the present state, touch
   * @param concernsAll whether that is more than single keys
   * @param cut whether there were more than {@link #MOST}
   */
  record Options(List<Filler> fillers, Set<String> keys, boolean concernsAll, boolean cut) {
    boolean concerns(Set<String> others) {
      return concernsAll || !Collections.disjoint(keys, others);
    }
  }

  private final Start start;
  private final List<Filler.Call> calls;
  private final Evidence evidence;
  private final KeySpace space;
  private final Set<String> named = new HashSet<>();
  private final List<Keys> namedRanges = new ArrayList<>();
  private final BitSet used = new BitSet();
  // calls that alone explain what was seen at a revision, by that revision
  private final Map<Long, Filler.Call> forced = new HashMap<>();
  private final BitSet reserved = new BitSet();
  private final Map<String, List<Filler.Call>> byPut = new HashMap<>();
  private final List<Filler.Call> others = new ArrayList<>();
  private boolean leased;

  Gaps(
      Start start,
      List<Operation> ranked,
      List<Filler.Call> calls,
      Evidence evidence,
      KeySpace space,
      Collection<Long> unclaimed) {
    this.start = start;
    this.calls = calls;
    this.evidence = evidence;
    this.space = space;
    if (unclaimed.isEmpty()) {
      return;
    }
    ranked.forEach(op -> name(op.request()));
    for (Filler.Call call : calls) {
      name(call.operation().request());
      if (call.operation().request() instanceof Request.Put put) {
        byPut.computeIfAbsent(put(put.key(), put.value()), _ -> new ArrayList<>()).add(call);
      } else {
        others.add(call);
      }
    }
    for (long revision : unclaimed) {
      List<Filler.Call> explaining = explaining(revision);
      // the end of a lease explains a delete as well, but no put
      boolean put = evidence.at(revision).stream().anyMatch(fact -> fact.kv().isPresent());
      if (put && explaining.size() == 1) {
        forced.put(revision, explaining.getFirst());
        reserved.set(explaining.getFirst().number());
      }
    }
  }

  private static String put(String key, String value) {
    return key + '\0' + value;
  }

  private void name(Request request) {
    if (Semantics.mayWrite(request)) {
      leased |= attaches(request);
      for (Keys keys : Semantics.touched(request)) {
        if (keys.isOne()) {
          named.add(keys.from());
        } else {
          namedRanges.add(keys);
        }
      }
    }
  }

  private static boolean attaches(Request request) {
    return switch (request) {
      case Request.Put put -> put.lease() != 0;
      case Request.Txn txn ->
          txn.then().stream().anyMatch(Gaps::attaches)
              || txn.otherwise().stream().anyMatch(Gaps::attaches);
      default -> false;
    };
  }

  void take(Filler.Call call) {
    used.set(call.number());
  }

  void giveBack(Filler.Call call) {
    used.clear(call.number());
  }

  /** Calls that may have caused all that was seen at a revision, in any state. */
  private List<Filler.Call> explaining(long revision) {
    List<Evidence.Fact> facts = evidence.at(revision);
    Collection<Filler.Call> candidates = calls;
    for (Evidence.Fact fact : facts) {
      if (fact.kv().isPresent()) {
        List<Filler.Call> fitting = new ArrayList<>(others);
        fitting.addAll(byPut.getOrDefault(put(fact.key(), fact.kv().get().value()), List.of()));
        candidates = fitting;
        break;
      }
    }
    List<Filler.Call> found = new ArrayList<>();
    for (Filler.Call call : candidates) {
      if (call.operation().invoked() <= evidence.provenAt(revision)
          && revision <= call.latest()
          && facts.stream().allMatch(call::mayCause)
          && call.touched().stream().noneMatch(keys -> isSurelyElsewhere(call, keys, revision))) {
        found.add(call);
      }
    }
    return found;
  }

  /** A put that would have ended a version which was read later. */
  private boolean isSurelyElsewhere(Filler.Call call, Keys keys, long revision) {
    return call.operation().request() instanceof Request.Put
        && evidence.stayedOver(keys.from(), revision);
  }

  Options options(long revision) {
    Set<String> keys = new HashSet<>();
    // which leases hold keys depends on every earlier choice
    boolean all = leased;
    List<Filler.Call> possible;
    Filler.Call only = forced.get(revision);
    if (only != null) {
      possible = List.of(only);
    } else {
      possible = explaining(revision);
      possible.removeIf(call -> reserved.get(call.number()));
      // the write of unknown outcome that was sent last is the likeliest
      possible.sort((a, b) -> Long.compare(b.operation().invoked(), a.operation().invoked()));
    }
    List<Filler> fillers = new ArrayList<>();
    boolean cut = false;
    for (Filler.Call call : possible) {
      for (Keys touched : call.touched()) {
        all |= !touched.isOne();
        keys.add(touched.from());
      }
      all |= call.operation().request() instanceof Request.LeaseRevoke;
      if (used.get(call.number())) {
        // whoever uses it elsewhere is a choice to go back to
        all = true;
      } else if (fillers.size() < MOST) {
        fillers.add(call);
      } else {
        cut = true;
      }
    }
    for (long lease : space.holding()) {
      fillers.add(new Filler.Expiry(lease));
      keys.addAll(space.attached(lease));
    }
    if (!start.alone()) {
      fillers.add(new Filler.Other());
    }
    return new Options(fillers, keys, all, cut);
  }

  /** What a filler would change at a revision in the present state, if that fits what was seen. */
  Optional<Map<String, Optional<KeyValue>>> changes(Filler filler, long revision) {
    if (filler instanceof Filler.Call call && used.get(call.number())) {
      return Optional.empty();
    }
    Map<String, Optional<KeyValue>> changes =
        switch (filler) {
          case Filler.Call call -> effect(call.operation().request(), revision);
          case Filler.Expiry expiry -> end(expiry.lease());
          case Filler.Other _ -> elsewhere(revision);
        };
    if (changes.isEmpty() && !(filler instanceof Filler.Other)) {
      return Optional.empty();
    }
    for (Evidence.Fact fact : evidence.at(revision)) {
      Optional<KeyValue> written = changes.get(fact.key());
      if (written == null
          || written.isPresent() != fact.kv().isPresent()
          || written.isPresent() && !Semantics.agrees(written.get(), fact.kv().get())) {
        return Optional.empty();
      }
    }
    boolean ends = changes.keySet().stream().anyMatch(key -> evidence.stayedOver(key, revision));
    return ends ? Optional.empty() : Optional.of(changes);
  }

  private Map<String, Optional<KeyValue>> effect(Request request, long revision) {
    return switch (request) {
      case Request.Action action -> Semantics.run(space.keys(), action, revision).changes();
      case Request.Txn txn ->
          Semantics.branch(
                  space.keys(),
                  Semantics.holds(space.keys(), txn.compares()) == Semantics.Truth.YES,
                  txn,
                  revision)
              .changes();
      case Request.LeaseRevoke revoke -> end(revoke.id());
      default -> Map.of();
    };
  }

  private Map<String, Optional<KeyValue>> end(long lease) {
    Map<String, Optional<KeyValue>> changes = new LinkedHashMap<>();
    space.attached(lease).forEach(key -> changes.put(key, Optional.empty()));
    return changes;
  }

  /** What was seen of keys that nobody here writes. */
  private Map<String, Optional<KeyValue>> elsewhere(long revision) {
    Map<String, Optional<KeyValue>> changes = new LinkedHashMap<>();
    for (Evidence.Fact fact : evidence.at(revision)) {
      boolean ours =
          named.contains(fact.key())
              || namedRanges.stream().anyMatch(keys -> keys.contains(fact.key()));
      if (!ours) {
        changes.put(fact.key(), fact.kv());
      }
    }
    return changes;
  }

  /** The operations that prove that a revision was taken: what showed it, else who came next. */
  List<Operation> witnesses(long revision, Operation[] ranked) {
    List<Operation> witnesses = new ArrayList<>();
    evidence.at(revision).forEach(fact -> fact.witness().ifPresent(witnesses::add));
    if (witnesses.isEmpty()) {
      for (Operation op : ranked) {
        if (op.revision() >= revision) {
          witnesses.add(op);
          break;
        }
      }
    }
    return witnesses;
  }
}
