package dev.keelson.jepsen.check;

import dev.keelson.jepsen.history.History;
import dev.keelson.jepsen.history.Operation;
import dev.keelson.jepsen.history.Request;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * All judges of a history, one after another.
 *
 * @param start what the store held before
 * @param staleness how old a serializable read may be; {@link PastReads#UNBOUNDED} for any
 * @param lock how locks are understood
 * @param bound configurations or choices after which a search is undecided
 */
public record Checks(Start start, Duration staleness, LockModel lock, long bound) {

  /** A cluster just made, any staleness, locks with fencing whose holds may lapse. */
  public static Checks ofFreshCluster() {
    return new Checks(
        Start.fresh(), PastReads.UNBOUNDED, new LockModel(true, true), RevisionOrder.DEFAULT_BOUND);
  }

  public Checks withStart(Start other) {
    return new Checks(other, staleness, lock, bound);
  }

  public Checks withStaleness(Duration other) {
    return new Checks(start, other, lock, bound);
  }

  public Checks withLock(LockModel other) {
    return new Checks(start, staleness, other, bound);
  }

  /**
   * The verdicts of one history.
   *
   * @param verdicts by the name of the guarantee, in the order they were reached
   * @param replay the store's past, as far as the history proves it
   */
  public record Report(Map<String, Verdict> verdicts, Replay replay) {

    /** The first broken guarantee. */
    public Optional<Verdict.Invalid> invalid() {
      return verdicts.values().stream()
          .filter(Verdict.Invalid.class::isInstance)
          .map(Verdict.Invalid.class::cast)
          .findFirst();
    }

    /** Whether every guarantee was decided and none is broken. */
    public boolean isValid() {
      return verdicts.values().stream().allMatch(Verdict.Valid.class::isInstance);
    }

    @Override
    public String toString() {
      StringBuilder lines = new StringBuilder();
      verdicts.forEach((name, v) -> lines.append(name).append(": ").append(v).append('\n'));
      return lines.toString();
    }
  }

  public Report run(History history) {
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    Replay replay = new Replay(start);
    if (RevisionOrder.applies(history)) {
      RevisionOrder.Outcome outcome = RevisionOrder.check(history, start, bound);
      verdicts.put("linearizability", outcome.verdict());
      replay = outcome.replay();
    } else {
      EtcdModel model = new EtcdModel(start.keys());
      verdicts.put("linearizability", Linearizability.check(model, history.operations(), bound));
    }
    verdicts.put("revisions", RevisionMonotonicity.check(history.operations()));
    verdicts.put("reads of the past", PastReads.check(history.operations(), replay, staleness));
    verdicts.put("watches", WatchChecker.check(history, replay));
    verdicts.put("hashes", HashAgreement.check(history.hashes()));
    if (history.operations().stream().anyMatch(Checks::isOfLock)) {
      verdicts.put("locks", Linearizability.check(lock, history.operations(), bound));
    }
    return new Report(verdicts, replay);
  }

  private static boolean isOfLock(Operation op) {
    return op.request() instanceof Request.Acquire
        || op.request() instanceof Request.Release
        || op.request() instanceof Request.Guarded;
  }
}
