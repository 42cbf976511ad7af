package dev.keelson.jepsen.check;

import dev.keelson.jepsen.history.KeyValue;
import dev.keelson.jepsen.history.Operation;
import dev.keelson.jepsen.history.Request;
import dev.keelson.jepsen.history.Response;
import dev.keelson.jepsen.history.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Reads that need not be of the present: serializable ones, and those at a past revision. What they
 * show is what the store held at the revision they name. A serializable read may be stale, but by
 * no more than a bound: everything acknowledged that long before it was asked for must be in it.
 */
public final class PastReads {

  /** Any staleness is allowed. */
  public static final Duration UNBOUNDED = Duration.ofNanos(Long.MAX_VALUE);

  private PastReads() {}

  public static Verdict check(List<Operation> operations, Replay replay, Duration staleness) {
    List<Operation> reads = operations.stream().filter(PastReads::isPast).toList();
    for (Operation op : reads) {
      Optional<Verdict.Invalid> broken = compare(op, replay);
      if (broken.isPresent()) {
        return broken.get();
      }
    }
    Optional<Verdict.Invalid> late =
        staleness.equals(UNBOUNDED)
            ? Optional.empty()
            : tooStale(operations, reads, staleness.toNanos());
    return late.isPresent() ? late.get() : new Verdict.Valid(reads.size());
  }

  private static boolean isPast(Operation op) {
    return op.request() instanceof Request.Range range
        && (range.serializable() || range.atRevision() > 0)
        && op.response() instanceof Response.Ok ok
        && ok.revision() != KeyValue.NOT_TOLD;
  }

  private static Optional<Verdict.Invalid> compare(Operation op, Replay replay) {
    if (!(op.request() instanceof Request.Range range)
        || !(op.response() instanceof Response.Ok ok)) {
      return Optional.empty();
    }
    long revision = range.atRevision() > 0 ? range.atRevision() : ok.revision();
    if (revision < replay.from() || revision > replay.reached()) {
      return Optional.empty();
    }
    if (!replay.isCertain(range.keys(), revision)) {
      return Optional.empty();
    }
    Result.Ranged expected = Semantics.read(replay.at(range.keys(), revision), range);
    if (Semantics.agrees(expected, ok.result())) {
      return Optional.empty();
    }
    List<Operation> operations =
        new ArrayList<>(
            expected.found().stream()
                .flatMap(kv -> replay.change(kv.key(), revision).stream())
                .flatMap(change -> change.writer().stream())
                .distinct()
                .limit(3)
                .toList());
    operations.add(op);
    return Optional.of(
        Verdict.Invalid.of(
            "reads of the past",
            "“"
                + op.request()
                + "” of client "
                + op.client()
                + " answered “"
                + ok.result()
                + "”, but at revision "
                + revision
                + " the store held “"
                + expected
                + "”",
            operations));
  }

  private static Optional<Verdict.Invalid> tooStale(
      List<Operation> operations, List<Operation> reads, long nanos) {
    List<Operation> ends =
        operations.stream()
            .filter(RevisionMonotonicity::isRanked)
            .sorted(Comparator.comparingLong(Operation::completed))
            .toList();
    List<Operation> begins =
        reads.stream()
            .filter(op -> op.request() instanceof Request.Range range && range.atRevision() == 0)
            .sorted(Comparator.comparingLong(Operation::invoked))
            .toList();
    int at = 0;
    Optional<Operation> newest = Optional.empty();
    for (Operation read : begins) {
      while (at < ends.size() && ends.get(at).completed() < read.invoked() - nanos) {
        Operation end = ends.get(at++);
        newest = newest.filter(n -> n.revision() >= end.revision()).or(() -> Optional.of(end));
      }
      if (newest.isPresent() && newest.get().revision() > read.revision()) {
        return Optional.of(
            Verdict.Invalid.of(
                "staleness",
                "a serializable read at revision "
                    + read.revision()
                    + " was asked for more than "
                    + Duration.ofNanos(nanos)
                    + " after revision "
                    + newest.get().revision()
                    + " had been acknowledged",
                newest.get(),
                read));
      }
    }
    return Optional.empty();
  }
}
