package dev.keelson.jepsen.check;

import dev.keelson.jepsen.history.KeyValue;
import dev.keelson.jepsen.history.Operation;
import dev.keelson.jepsen.history.Request;
import dev.keelson.jepsen.history.Response;
import dev.keelson.jepsen.history.Result;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Revisions never run backwards: of two linearizable answers, the one that was asked for after the
 * other had come has no older revision; and a write then has a newer one. Holds across clients and
 * so for each client, too. Serializable reads and keep-alives are answered by one member alone and
 * are left out.
 */
public final class RevisionMonotonicity {

  private RevisionMonotonicity() {}

  public static Verdict check(List<Operation> operations) {
    List<Operation> ranked = operations.stream().filter(RevisionMonotonicity::isRanked).toList();
    Optional<Verdict.Invalid> broken = find(ranked);
    return broken.isPresent() ? broken.get() : new Verdict.Valid(ranked.size());
  }

  /** Whether the revision of its answer has a place in the order of all operations. */
  static boolean isRanked(Operation op) {
    if (!(op.response() instanceof Response.Ok ok) || ok.revision() == KeyValue.NOT_TOLD) {
      return false;
    }
    return switch (op.request()) {
      case Request.Range range -> !range.serializable();
      case Request.Put _, Request.Delete _, Request.LeaseGrant _, Request.LeaseRevoke _ -> true;
      case Request.Txn txn ->
          txn.then().stream().noneMatch(a -> a instanceof Request.Range r && r.serializable());
      case Request.LeaseKeepAlive _, Request.Compact _ -> false;
      case Request.Acquire _, Request.Release _, Request.Guarded _ -> false;
    };
  }

  static Optional<Verdict.Invalid> find(List<Operation> ranked) {
    List<Operation> begins =
        ranked.stream().sorted(Comparator.comparingLong(Operation::invoked)).toList();
    List<Operation> ends =
        ranked.stream().sorted(Comparator.comparingLong(Operation::completed)).toList();
    Optional<Operation> newest = Optional.empty();
    int ended = 0;
    for (Operation op : begins) {
      while (ended < ends.size() && ends.get(ended).completed() < op.invoked()) {
        Operation candidate = ends.get(ended++);
        if (newest.isEmpty() || candidate.revision() > newest.get().revision()) {
          newest = Optional.of(candidate);
        }
      }
      if (newest.isPresent()) {
        long before = newest.get().revision();
        if (op.revision() < before) {
          return Optional.of(
              Verdict.Invalid.of(
                  "revision order",
                  "an answer at revision "
                      + op.revision()
                      + " was asked for after another had come at revision "
                      + before,
                  newest.get(),
                  op));
        }
        if (op.revision() == before && isWrite(op)) {
          return Optional.of(
              Verdict.Invalid.of(
                  "revision order",
                  "a write took revision "
                      + before
                      + ", which had been answered before it was asked for",
                  newest.get(),
                  op));
        }
      }
    }
    return Optional.empty();
  }

  static boolean isWrite(Operation op) {
    return op.response() instanceof Response.Ok ok
        && !(ok.result() instanceof Result.Ranged)
        && Semantics.changed(ok.result());
  }
}
