package dev.keelson.jepsen.check;

import dev.keelson.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Makes a history that is not linearizable as small as it can be: Zeller and Hildebrandt's ddmin
 * (2002) over the operations of the part that is wrong. A reduction is allowed only if what is left
 * is wrong in itself and not for want of what was left out.
 */
public final class Shrink {

  /** Configurations for one attempt: an attempt that needs more is no smaller history. */
  private static final long BOUND = 2_000;

  /** So few need no shrinking: a checker that names its operations has done it. */
  private static final int FEW = 6;

  /** Operations before the stuck one that are tried first. */
  private static final int NEAR = 60;

  /** Operations beyond which a part as a whole is not tried. */
  private static final int LARGEST = 600;

  private Shrink() {}

  /**
   * The smallest set found, in order of invocation; the last operations before the one that is
   * stuck if no search decides a smaller set.
   *
   * @param operations the whole history
   */
  public static <S> Verdict.Invalid of(
      Model<S> model, List<Operation> operations, Verdict.Invalid invalid) {
    if (invalid.stuck().isEmpty()) {
      return invalid;
    }
    if (invalid.operations().size() <= FEW) {
      return with(invalid, invalid.operations(), others(invalid));
    }
    Operation stuck = invalid.stuck().get();
    List<Operation> part =
        model.parts(operations).stream()
            .filter(p -> p.contains(stuck))
            .findFirst()
            .orElse(List.of());
    List<Operation> near = near(part, stuck);
    Reduction<S> reduction = new Reduction<>(model, part, BOUND);
    for (List<Operation> attempt : List.of(near, part)) {
      if (attempt.size() <= LARGEST && reduction.fails(attempt)) {
        List<Operation> smallest = ddmin(attempt, reduction::fails);
        if (Linearizability.check(model, smallest, BOUND) instanceof Verdict.Invalid again) {
          return new Verdict.Invalid(
              invalid.rule(),
              again.explanation(),
              smallest,
              again.linearized(),
              again.stuck(),
              invalid.evidence());
        }
      }
    }
    return with(invalid, near, invalid.linearized().stream().filter(near::contains).toList());
  }

  private static List<Operation> near(List<Operation> part, Operation stuck) {
    return part.stream()
        .filter(op -> op.invoked() <= stuck.completed())
        .sorted(Comparator.comparingLong(Operation::invoked).reversed())
        .limit(NEAR)
        .sorted(Comparator.comparingLong(Operation::invoked))
        .toList();
  }

  private static Verdict.Invalid with(
      Verdict.Invalid invalid, List<Operation> operations, List<Operation> linearized) {
    return new Verdict.Invalid(
        invalid.rule(),
        invalid.explanation(),
        operations,
        linearized,
        invalid.stuck(),
        invalid.evidence());
  }

  /** The operations beside the stuck one, as their revisions or the search order them. */
  private static List<Operation> others(Verdict.Invalid invalid) {
    if (!invalid.linearized().isEmpty()) {
      return invalid.linearized();
    }
    return invalid.operations().stream()
        .filter(op -> !invalid.stuck().orElseThrow().equals(op))
        .sorted(Comparator.comparingLong(Operation::revision))
        .toList();
  }

  /**
   * A part of {@code items} that still fails and of which no single one can be taken out.
   *
   * @param fails true for {@code items} as a whole
   */
  public static <T> List<T> ddmin(List<T> items, Predicate<List<T>> fails) {
    List<T> left = List.copyOf(items);
    int pieces = 2;
    while (left.size() >= 2) {
      int size = Math.ceilDiv(left.size(), pieces);
      boolean reduced = false;
      for (int from = 0; from < left.size() && !reduced; from += size) {
        List<T> rest = new ArrayList<>(left.subList(0, from));
        rest.addAll(left.subList(Math.min(from + size, left.size()), left.size()));
        if (fails.test(rest)) {
          left = rest;
          pieces = Math.max(pieces - 1, 2);
          reduced = true;
        }
      }
      if (!reduced) {
        if (pieces >= left.size()) {
          return left;
        }
        pieces = Math.min(pieces * 2, left.size());
      }
    }
    return left;
  }
}
