package dev.keelson.jepsen.check;

import dev.keelson.jepsen.history.History;
import dev.keelson.jepsen.history.KeyValue;
import dev.keelson.jepsen.history.Operation;
import dev.keelson.jepsen.history.Request;
import dev.keelson.jepsen.history.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Linearizability of a store that numbers its writes. An answer's header says where in the one
 * order of all writes its operation stands, so no order need be searched: it is replayed and
 * compared, and the numbers are held against time. That is exact, and takes n log n.
 *
 * <p>What is left to search are the writes of unknown outcome. A revision that no answer claims was
 * taken by one of them, by the end of a lease, or by nobody here, if {@link Start#alone} is false;
 * whatever reads and events showed of that revision must be what it wrote. The search is bounded
 * and goes back, on a contradiction over a key, to the last choice that had to do with that key.
 *
 * <p>Every revision is assumed to have been taken by a write, as etcd does: compaction, leases
 * without keys and members' changes take none.
 */
public final class RevisionOrder {

  /** Choices tried before the search is given up. */
  public static final long DEFAULT_BOUND = 2_000_000;

  /** Revisions above the start's that an operation may have on average. */
  private static final long SPARSEST = 16;

  /**
   * @param replay the store's past, up to where it stopped to make sense
   */
  public record Outcome(Verdict verdict, Replay replay) {}

  private RevisionOrder() {}

  /** Whether every answer of the history that could carry a revision does. */
  public static boolean applies(History history) {
    return history.operations().stream()
        .allMatch(
            op ->
                !(op.response() instanceof Response.Ok ok)
                    || !isNumbered(op.request())
                    || ok.revision() != KeyValue.NOT_TOLD);
  }

  private static boolean isNumbered(Request request) {
    return switch (request) {
      case Request.Range _, Request.Put _, Request.Delete _, Request.Txn _ -> true;
      default -> false;
    };
  }

  public static Outcome check(History history, Start start) {
    return check(history, start, DEFAULT_BOUND);
  }

  /**
   * @param bound choices tried, after which it is undecided
   */
  public static Outcome check(History history, Start start, long bound) {
    Replay replay = new Replay(start);
    Evidence evidence = new Evidence(start, history);
    long revisions = evidence.newest() - start.revision();
    if (revisions > SPARSEST * (history.operations().size() + 1024L)) {
      return new Outcome(
          new Verdict.Undecided(
              revisions + " revisions since the start, more than these operations explain", 0),
          replay);
    }
    List<Operation> ranked =
        history.operations().stream().filter(RevisionMonotonicity::isRanked).toList();
    Optional<Verdict.Invalid> early =
        evidence.contradiction().or(() -> RevisionMonotonicity.find(ranked));
    evidence.prove(history);
    early = early.or(() -> fromTheFuture(ranked, evidence));
    if (early.isPresent()) {
      return new Outcome(early.get(), replay);
    }
    ReplaySearch search =
        new ReplaySearch(start, ranked, fillers(history), evidence, replay, bound);
    return new Outcome(search.run(), replay);
  }

  private static Optional<Verdict.Invalid> fromTheFuture(
      List<Operation> ranked, Evidence evidence) {
    return ranked.stream()
        .filter(RevisionMonotonicity::isWrite)
        .filter(op -> evidence.provenAt(op.revision()) < op.invoked())
        .findFirst()
        .map(
            op ->
                Verdict.Invalid.of(
                    "revision order",
                    "revision "
                        + op.revision()
                        + " was seen by a serializable read or a watch before the write that took"
                        + " it was asked for",
                    op));
  }

  private static List<Filler.Call> fillers(History history) {
    List<Filler.Call> calls = new ArrayList<>();
    for (Operation op : history.operations()) {
      boolean revoked =
          op.request() instanceof Request.LeaseRevoke
              && !(op.response() instanceof Response.Failed);
      boolean unknown =
          op.response() instanceof Response.Unknown
              && isNumbered(op.request())
              && Semantics.mayWrite(op.request());
      if (revoked || unknown) {
        calls.add(new Filler.Call(calls.size(), op));
      }
    }
    return calls;
  }
}
