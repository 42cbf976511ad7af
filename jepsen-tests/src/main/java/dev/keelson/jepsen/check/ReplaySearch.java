package dev.keelson.jepsen.check;

import dev.keelson.jepsen.history.KeyValue;
import dev.keelson.jepsen.history.Operation;
import dev.keelson.jepsen.history.Request;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Replays a history revision by revision and chooses who took those that no answer names. */
final class ReplaySearch {

  private static final String NOBODY = "\0";

  private final Start start;
  private final Operation[] ranked;
  private final Evidence evidence;
  private final Replay replay;
  private final long bound;
  private final KeySpace space;
  private final Gaps gaps;
  private final List<Choice> choices = new ArrayList<>();
  private Optional<Failure> deepest = Optional.empty();
  private boolean cutShort;
  private long tried;

  /**
   * Why a replay stopped.
   *
   * @param keys over which; empty: whatever was chosen may be to blame
   */
  record Failure(long revision, Set<String> keys, Verdict.Invalid verdict) {}

  /** A revision that no answer names, and what is left to try for it. */
  private static final class Choice {
    final long revision;
    final int mark;
    final Gaps.Options options;
    int next;
    Optional<Filler.Call> inUse = Optional.empty();

    Choice(long revision, int mark, Gaps.Options options) {
      this.revision = revision;
      this.mark = mark;
      this.options = options;
    }
  }

  ReplaySearch(
      Start start,
      List<Operation> ranked,
      List<Filler.Call> calls,
      Evidence evidence,
      Replay replay,
      long bound) {
    this.start = start;
    this.evidence = evidence;
    this.replay = replay;
    this.bound = bound;
    this.ranked =
        ranked.stream()
            .sorted(
                Comparator.comparingLong(Operation::revision)
                    .thenComparing(op -> !RevisionMonotonicity.isWrite(op)))
            .toArray(Operation[]::new);
    boolean dense = isDense();
    this.space = new KeySpace(start, replay, !dense);
    this.gaps = new Gaps(start, ranked, calls, evidence, space, dense ? Set.of() : unclaimed());
  }

  private boolean isDense() {
    return unclaimed().isEmpty();
  }

  private Set<Long> unclaimed() {
    Set<Long> open = new TreeSet<>();
    int at = 0;
    for (long revision = start.revision() + 1; revision <= evidence.newest(); revision++) {
      while (at < ranked.length && ranked[at].revision() < revision) {
        at++;
      }
      boolean claimed =
          at < ranked.length
              && ranked[at].revision() == revision
              && RevisionMonotonicity.isWrite(ranked[at]);
      if (!claimed) {
        open.add(revision);
      }
    }
    return open;
  }

  Verdict run() {
    long revision = start.revision();
    int at = 0;
    while (at < ranked.length && ranked[at].revision() < revision) {
      at++;
    }
    Optional<Failure> failure = reads(revision);
    while (true) {
      if (failure.isEmpty()) {
        if (revision == evidence.newest()) {
          replay.reached(revision);
          return new Verdict.Valid(ranked.length);
        }
        revision++;
        failure = advance(revision);
      } else {
        note(failure.get());
        Optional<Long> back = backtrack(failure.get());
        if (back.isEmpty()) {
          replay.reached(deepest.orElseThrow().revision() - 1);
          return cutShort
              ? new Verdict.Undecided("too many writes of unknown outcome to try them all", tried)
              : deepest.orElseThrow().verdict();
        }
        if (++tried > bound) {
          replay.reached(choices.getFirst().revision - 1);
          return new Verdict.Undecided(
              "more than " + bound + " choices among writes of unknown outcome", ranked.length);
        }
        revision = back.get();
        failure = reads(revision);
      }
    }
  }

  private void note(Failure failure) {
    if (deepest.isEmpty() || failure.revision() > deepest.get().revision()) {
      deepest = Optional.of(failure);
    }
  }

  /** Index of the first operation that answered with this revision or a later one. */
  private int first(long revision) {
    int low = 0;
    int high = ranked.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ranked[middle].revision() < revision) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private Optional<Failure> advance(long revision) {
    int at = first(revision);
    boolean claimed =
        at < ranked.length
            && ranked[at].revision() == revision
            && RevisionMonotonicity.isWrite(ranked[at]);
    Optional<Failure> failure = claimed ? write(at) : choose(revision);
    return failure.isPresent() ? failure : reads(revision);
  }

  private Optional<Failure> write(int at) {
    Operation op = ranked[at];
    long revision = op.revision();
    if (at + 1 < ranked.length
        && ranked[at + 1].revision() == revision
        && RevisionMonotonicity.isWrite(ranked[at + 1])) {
      return Optional.of(
          new Failure(
              revision,
              Set.of(),
              Verdict.Invalid.of(
                  "one revision, one write",
                  "two writes were answered with revision " + revision,
                  ranked[at],
                  ranked[at + 1])));
    }
    Optional<Semantics.Effect> effect = effect(op);
    if (effect.isEmpty() || !Semantics.agrees(effect.get().result(), Blame.result(op))) {
      return Optional.of(mismatch(op, effect));
    }
    Map<String, Optional<KeyValue>> changes = effect.get().changes();
    for (Evidence.Fact fact : evidence.at(revision)) {
      Optional<KeyValue> written = changes.get(fact.key());
      boolean agrees =
          written != null
              && written.isPresent() == fact.kv().isPresent()
              && (written.isEmpty() || Semantics.agrees(written.get(), fact.kv().get()));
      if (!agrees) {
        return Optional.of(new Failure(revision, Set.of(fact.key()), wrongWriter(op, fact)));
      }
    }
    space.apply(revision, changes, Optional.of(op), _ -> true);
    return Optional.empty();
  }

  private static Verdict.Invalid wrongWriter(Operation op, Evidence.Fact fact) {
    List<Operation> operations = new ArrayList<>();
    fact.witness().ifPresent(operations::add);
    operations.add(op);
    return Verdict.Invalid.of(
        "one revision, one write",
        "revision "
            + fact.revision()
            + " is “"
            + op.request()
            + "” by its answer, but "
            + fact.seen()
            + " shows “"
            + fact.kv().map(KeyValue::toString).orElse("delete " + fact.key())
            + "” at it",
        operations,
        List.of());
  }

  private Optional<Semantics.Effect> effect(Operation op) {
    return switch (op.request()) {
      case Request.Action action -> Optional.of(Semantics.run(space.keys(), action, op.revision()));
      case Request.Txn txn ->
          Optional.of(
              Semantics.branch(
                  space.keys(),
                  Semantics.holds(space.keys(), txn.compares()) == Semantics.Truth.YES,
                  txn,
                  op.revision()));
      default -> Optional.empty();
    };
  }

  /** Compares what was read at a revision with the state there. */
  private Optional<Failure> reads(long revision) {
    for (int i = first(revision); i < ranked.length && ranked[i].revision() == revision; i++) {
      Operation op = ranked[i];
      if (RevisionMonotonicity.isWrite(op) || isPast(op)) {
        continue;
      }
      if (op.request() instanceof Request.LeaseRevoke revoke) {
        Set<String> left = space.attached(revoke.id());
        if (!left.isEmpty()) {
          return Optional.of(new Failure(revision, Set.copyOf(left), stillThere(op, left)));
        }
      }
      Optional<Semantics.Effect> effect = effect(op);
      if (effect.isPresent()
          && (!effect.get().changes().isEmpty()
              || !Semantics.agrees(effect.get().result(), Blame.result(op)))) {
        return Optional.of(mismatch(op, effect));
      }
    }
    return Optional.empty();
  }

  private static boolean isPast(Operation op) {
    return op.request() instanceof Request.Range range && range.atRevision() > 0;
  }

  private Verdict.Invalid stillThere(Operation revoke, Set<String> left) {
    List<Operation> operations = writers(left, revoke.revision());
    operations.add(revoke);
    return Verdict.Invalid.of(
        "lease", "the lease was revoked and its keys " + left + " were still there", operations);
  }

  private Failure mismatch(Operation op, Optional<Semantics.Effect> effect) {
    long revision = op.revision();
    Set<String> keys = Blame.of(op, effect);
    List<Operation> operations = writers(keys, revision);
    for (KeyValue shown : Shown.by(Blame.result(op))) {
      replay
          .change(shown.key(), shown.modRevision())
          .flatMap(Replay.Change::writer)
          .filter(writer -> !operations.contains(writer))
          .ifPresent(operations::add);
    }
    operations.removeIf(writer -> writer.equals(op));
    operations.sort(Comparator.comparingLong(Operation::invoked));
    operations.add(op);
    String expected = effect.map(e -> e.result().toString()).orElse("another");
    return new Failure(
        revision,
        keys,
        Verdict.Invalid.of(
            "linearizable",
            "“"
                + op.request()
                + "” of client "
                + op.client()
                + " answered “"
                + Blame.result(op)
                + "” at revision "
                + revision
                + ", where the state before it gives “"
                + expected
                + "”",
            operations));
  }

  private List<Operation> writers(Set<String> keys, long revision) {
    List<Operation> writers = new ArrayList<>();
    for (String key : keys) {
      replay
          .change(key, revision)
          .flatMap(Replay.Change::writer)
          .filter(writer -> !writers.contains(writer))
          .ifPresent(writers::add);
    }
    return writers;
  }

  private Optional<Failure> choose(long revision) {
    Gaps.Options options = gaps.options(revision);
    cutShort |= options.cut();
    Choice choice = new Choice(revision, space.mark(), options);
    if (tryNext(choice)) {
      choices.add(choice);
      return Optional.empty();
    }
    List<Operation> witnesses = gaps.witnesses(revision, ranked);
    String seen =
        evidence.at(revision).stream()
            .map(f -> f.kv().map(KeyValue::toString).orElse("delete " + f.key()))
            .findFirst()
            .map(what -> ", seen as “" + what + "”,")
            .orElse("");
    // no choice touches this key: where nobody could have written, going back is of no use
    Set<String> keys = options.keys().isEmpty() ? Set.of(NOBODY) : options.keys();
    return Optional.of(
        new Failure(
            revision,
            options.concernsAll() ? Set.of() : keys,
            Verdict.Invalid.of(
                "every revision has a writer",
                "revision " + revision + seen + " was taken by no write of this history",
                witnesses)));
  }

  /** Lets the next of a choice's fillers take its revision; false if none is left that fits. */
  private boolean tryNext(Choice choice) {
    while (choice.next < choice.options.fillers().size()) {
      Filler filler = choice.options.fillers().get(choice.next++);
      Optional<Map<String, Optional<KeyValue>>> changes = gaps.changes(filler, choice.revision);
      if (changes.isPresent()) {
        Optional<Operation> writer =
            filler instanceof Filler.Call call ? Optional.of(call.operation()) : Optional.empty();
        space.apply(
            choice.revision,
            changes.get(),
            writer,
            key -> evidence.at(choice.revision).stream().anyMatch(fact -> fact.key().equals(key)));
        choice.inUse = filler instanceof Filler.Call call ? Optional.of(call) : Optional.empty();
        choice.inUse.ifPresent(gaps::take);
        return true;
      }
    }
    return false;
  }

  /** Goes back to the last choice that may have caused the failure, and makes the next there. */
  private Optional<Long> backtrack(Failure failure) {
    Set<String> keys = new HashSet<>(failure.keys());
    boolean all = keys.isEmpty();
    while (!choices.isEmpty()) {
      Choice choice = choices.removeLast();
      space.undoTo(choice.mark);
      choice.inUse.ifPresent(gaps::giveBack);
      choice.inUse = Optional.empty();
      if (!all && !choice.options.concerns(keys)) {
        continue;
      }
      if (tryNext(choice)) {
        choices.add(choice);
        return Optional.of(choice.revision);
      }
      all |= choice.options.concernsAll();
      keys.addAll(choice.options.keys());
    }
    return Optional.empty();
  }
}
