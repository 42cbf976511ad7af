package dev.keelson.jepsen.check;

import dev.keelson.jepsen.history.KeyValue;
import dev.keelson.jepsen.history.Keys;
import dev.keelson.jepsen.history.Operation;
import dev.keelson.jepsen.history.Request;
import dev.keelson.jepsen.history.Response;
import dev.keelson.jepsen.history.Result;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether a smaller history tells the truth about the one it was taken from: its answers must not
 * become wrong only because what explained them was left out.
 */
record Reduction<S>(Model<S> model, List<Operation> part, long bound) {

  /** Whether what is kept is wrong in itself. */
  boolean fails(List<Operation> kept) {
    if (!isInvalid(kept)) {
      return false;
    }
    return explains(kept) || isInvalid(withOthersUnknown(kept));
  }

  private boolean isInvalid(List<Operation> operations) {
    return Linearizability.check(model, operations, bound) instanceof Verdict.Invalid;
  }

  /**
   * Whether each answer kept depends on nothing left out. A pair shown needs its writer; an answer
   * that tells of the state in another way needs every write of its keys.
   */
  private boolean explains(List<Operation> kept) {
    Set<Operation> keep = new HashSet<>(kept);
    return kept.stream().allMatch(op -> explains(op, kept, keep));
  }

  private boolean explains(Operation op, List<Operation> kept, Set<Operation> keep) {
    if (!(op.response() instanceof Response.Ok ok)) {
      return true;
    }
    boolean plain =
        op.request() instanceof Request.Put
            || op.request() instanceof Request.Range range
                && range.keys().isOne()
                && ok.result() instanceof Result.Ranged ranged
                && ranged.count() == 1
                && ranged.found().getFirst().version() <= 1;
    if (!plain) {
      return part.stream()
          .allMatch(
              other ->
                  keep.contains(other)
                      || other.invoked() > op.completed()
                      || !model.hasEffect(other)
                      || !meets(op, other));
    }
    return Shown.by(ok.result()).stream()
        .allMatch(
            kv ->
                part.stream().noneMatch(other -> writes(other.request(), kv))
                    || kept.stream().anyMatch(other -> writes(other.request(), kv)));
  }

  private static boolean writes(Request request, KeyValue kv) {
    return switch (request) {
      case Request.Put put -> put.key().equals(kv.key()) && put.value().equals(kv.value());
      case Request.Txn txn ->
          txn.then().stream().anyMatch(action -> writes(action, kv))
              || txn.otherwise().stream().anyMatch(action -> writes(action, kv));
      default -> false;
    };
  }

  private static boolean meets(Operation one, Operation other) {
    List<Keys> ranges = Semantics.touched(one.request());
    List<Keys> others = Semantics.touched(other.request());
    return ranges.isEmpty()
        || others.isEmpty()
        || ranges.stream()
            .anyMatch(
                a -> others.stream().anyMatch(b -> a.contains(b.from()) || b.contains(a.from())));
  }

  /** What is left out may still have happened: then no want of a write can be to blame. */
  private List<Operation> withOthersUnknown(List<Operation> kept) {
    Set<Operation> keep = new HashSet<>(kept);
    long end = kept.stream().mapToLong(Operation::completed).max().orElse(0);
    List<Operation> all = new ArrayList<>(kept);
    for (Operation op : part) {
      if (!keep.contains(op)
          && op.invoked() <= end
          && !(op.response() instanceof Response.Failed)
          && model.hasEffect(op)) {
        all.add(
            new Operation(
                op.client(),
                op.invoked(),
                op.completed(),
                op.request(),
                new Response.Unknown("left out")));
      }
    }
    return all;
  }
}
