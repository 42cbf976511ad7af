package dev.keelson.jepsen.check;

import dev.keelson.jepsen.history.History;
import dev.keelson.jepsen.history.KeyValue;
import dev.keelson.jepsen.history.Operation;
import dev.keelson.jepsen.history.Request;
import dev.keelson.jepsen.history.Response;
import dev.keelson.jepsen.history.Result;
import dev.keelson.jepsen.history.WatchHistory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What answers and events show of single revisions: that a key was written at it and with what,
 * until when a revision must have been taken, and how long a version stayed.
 */
final class Evidence {

  /**
   * A change that somebody saw.
   *
   * @param kv what was written; empty: a delete
   * @param witness the operation that showed it, if one did; else an event did
   * @param seen where, for a person
   */
  record Fact(
      String key, long revision, Optional<KeyValue> kv, Optional<Operation> witness, String seen) {
    boolean contradicts(Fact other) {
      return kv.isPresent() != other.kv.isPresent()
          || kv.isPresent() && !Semantics.agrees(kv.get(), other.kv.get());
    }
  }

  private final Start start;
  private final Map<Long, List<Fact>> facts = new HashMap<>();
  // key → revision of a version → the newest revision it was read at
  private final Map<String, TreeMap<Long, Long>> stayed = new HashMap<>();
  private Optional<Verdict.Invalid> contradiction = Optional.empty();
  private long newest;
  private long[] provenAt = new long[0];

  Evidence(Start start, History history) {
    this.start = start;
    this.newest = start.revision();
    for (Operation op : history.operations()) {
      if (op.response() instanceof Response.Ok ok) {
        newest = Math.max(newest, ok.revision());
        boolean present =
            !(op.request() instanceof Request.Range r) || !r.serializable() && r.atRevision() == 0;
        look(op, ok.result(), ok.revision(), present);
      }
    }
    for (WatchHistory watch : history.watches()) {
      for (WatchHistory.Step step : watch.steps()) {
        if (step instanceof WatchHistory.Delivered delivered) {
          delivered.events().forEach(event -> look(watch, event));
        }
      }
    }
  }

  private void look(Operation op, Result result, long revision, boolean present) {
    switch (result) {
      case Result.Ranged r -> r.found().forEach(kv -> show(op, kv, revision, present));
      case Result.Written w -> w.previous().ifPresent(kv -> show(op, kv, revision - 1, present));
      case Result.Deleted d -> d.previous().forEach(kv -> show(op, kv, revision - 1, present));
      case Result.Decided d ->
          d.results().forEach(inner -> look(op, inner, revision, present && !wrote(d)));
      default -> {}
    }
  }

  private static boolean wrote(Result.Decided decided) {
    return Semantics.changed(decided);
  }

  private void show(Operation op, KeyValue kv, long until, boolean present) {
    if (kv.modRevision() != KeyValue.NOT_TOLD) {
      add(new Fact(kv.key(), kv.modRevision(), Optional.of(kv), Optional.of(op), "an answer"));
      if (present) {
        stayed
            .computeIfAbsent(kv.key(), _ -> new TreeMap<>())
            .merge(kv.modRevision(), until, Math::max);
      }
    }
  }

  private void look(WatchHistory watch, WatchHistory.Event event) {
    String seen = "an event of client " + watch.client() + "'s watch";
    boolean put = event.kind() == WatchHistory.Kind.PUT;
    Optional<KeyValue> kv = put ? Optional.of(event.kv()) : Optional.empty();
    add(new Fact(event.kv().key(), event.revision(), kv, Optional.empty(), seen));
    event
        .previous()
        .filter(p -> p.modRevision() != KeyValue.NOT_TOLD)
        .ifPresent(
            p -> {
              add(new Fact(p.key(), p.modRevision(), Optional.of(p), Optional.empty(), seen));
              stayed
                  .computeIfAbsent(p.key(), _ -> new TreeMap<>())
                  .merge(p.modRevision(), event.revision() - 1, Math::max);
            });
  }

  private void add(Fact fact) {
    newest = Math.max(newest, fact.revision());
    List<Fact> same = facts.get(fact.revision());
    if (same == null) {
      facts.put(fact.revision(), List.of(fact));
      return;
    }
    for (Fact other : same) {
      if (other.key().equals(fact.key())) {
        if (contradiction.isEmpty() && fact.contradicts(other)) {
          contradiction = Optional.of(contradiction(other, fact));
        }
        return;
      }
    }
    List<Fact> more = new ArrayList<>(same);
    more.add(fact);
    facts.put(fact.revision(), more);
  }

  private static Verdict.Invalid contradiction(Fact one, Fact other) {
    List<Operation> witnesses = new ArrayList<>();
    one.witness().ifPresent(witnesses::add);
    other.witness().ifPresent(witnesses::add);
    return Verdict.Invalid.of(
        "one history",
        one.key()
            + " at revision "
            + one.revision()
            + " is “"
            + describe(one)
            + "” in "
            + one.seen()
            + " and “"
            + describe(other)
            + "” in "
            + other.seen(),
        witnesses,
        List.of(one.seen() + ": " + describe(one), other.seen() + ": " + describe(other)));
  }

  private static String describe(Fact fact) {
    return fact.kv()
        .map(
            kv ->
                kv
                    + " version "
                    + kv.version()
                    + " created "
                    + kv.createRevision()
                    + (kv.lease() == 0 ? "" : " lease " + Long.toHexString(kv.lease())))
        .orElse("deleted");
  }

  /** Two that saw one revision differently, if any did. */
  Optional<Verdict.Invalid> contradiction() {
    return contradiction;
  }

  long newest() {
    return newest;
  }

  List<Fact> at(long revision) {
    return facts.getOrDefault(revision, List.of());
  }

  /** Whether somebody read, at or after this revision, a version of the key from before it. */
  boolean stayedOver(String key, long revision) {
    TreeMap<Long, Long> versions = stayed.get(key);
    if (versions == null) {
      return false;
    }
    var version = versions.floorEntry(revision - 1);
    return version != null && version.getValue() >= revision;
  }

  /** Computes {@link #provenAt}; revisions must be dense enough for an array. */
  void prove(History history) {
    provenAt = new long[Math.toIntExact(newest - start.revision() + 2)];
    Arrays.fill(provenAt, Operation.NEVER);
    for (Operation op : history.operations()) {
      if (op.response() instanceof Response.Ok ok) {
        prove(ok.revision(), op.completed());
        lookAt(ok.result(), op.completed());
      }
    }
    for (WatchHistory watch : history.watches()) {
      for (WatchHistory.Step step : watch.steps()) {
        if (step instanceof WatchHistory.Delivered delivered) {
          prove(delivered.revision(), step.at());
          delivered.events().forEach(event -> prove(event.revision(), step.at()));
        } else if (step instanceof WatchHistory.Bookmark bookmark) {
          prove(bookmark.revision(), step.at());
        }
      }
    }
    for (int i = provenAt.length - 2; i >= 0; i--) {
      provenAt[i] = Math.min(provenAt[i], provenAt[i + 1]);
    }
  }

  private void lookAt(Result result, long at) {
    switch (result) {
      case Result.Ranged r -> r.found().forEach(kv -> prove(kv.modRevision(), at));
      case Result.Decided d -> d.results().forEach(inner -> lookAt(inner, at));
      default -> {}
    }
  }

  private void prove(long revision, long at) {
    if (revision >= start.revision() && revision <= newest) {
      int i = (int) (revision - start.revision());
      provenAt[i] = Math.min(provenAt[i], at);
    }
  }

  /** Nanoseconds by which the revision had been taken, as somebody had seen it or a later one. */
  long provenAt(long revision) {
    return provenAt[(int) (revision - start.revision())];
  }
}
