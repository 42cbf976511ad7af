package dev.keelson.jepsen.check;

import dev.keelson.jepsen.history.Operation;
import dev.keelson.jepsen.history.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Whether operations that overlapped can be put in one order that respects time and that the model
 * would have answered the same way.
 *
 * <p>The search is that of Wing and Gong ("Testing and verifying concurrent objects", 1993) with
 * the memory of configurations of Lowe ("Testing for linearizability", 2017): next in the order may
 * come whatever was invoked before the earliest end among the operations not yet placed; a pair of
 * placed set and state that failed once is not tried again. A placed set is known by the 128 bits
 * of its exclusive-or of fixed random numbers, one an operation: sets that differ collide with
 * probability 2⁻¹²⁸ a pair, and each configuration costs some 100 bytes instead of one bit an
 * operation.
 */
public final class Linearizability {

  /** Configurations looked at in one part before the search is given up. */
  public static final long DEFAULT_BOUND = 2_000_000;

  private Linearizability() {}

  /** Checks every part of the history; the first invalid part is the verdict. */
  public static <S> Verdict check(Model<S> model, List<Operation> operations) {
    return check(model, operations, DEFAULT_BOUND);
  }

  /**
   * @param bound configurations for each part, after which it is undecided
   */
  public static <S> Verdict check(Model<S> model, List<Operation> operations, long bound) {
    List<Operation> relevant =
        operations.stream()
            .filter(
                op ->
                    switch (op.response()) {
                      case Response.Ok _ -> true;
                      case Response.Failed _ -> false;
                      case Response.Unknown _ -> model.hasEffect(op);
                    })
            .toList();
    Optional<Verdict> open = Optional.empty();
    for (List<Operation> part : model.parts(relevant)) {
      Verdict verdict = new Search<>(model, part, bound).run();
      if (verdict instanceof Verdict.Invalid) {
        return verdict;
      }
      if (verdict instanceof Verdict.Undecided) {
        open = Optional.of(verdict);
      }
    }
    return open.orElse(new Verdict.Valid(relevant.size()));
  }

  /** A placed set by its sum, with the state it led to. */
  private record Configuration(long low, long high, Object state) {}

  /** The order so far, shared between branches; {@code before} is null at the start alone. */
  private record Placed<S>(int operation, S state, int depth, @Nullable Placed<S> before) {}

  private static final class Frame<S> {
    final Placed<S> reached;
    final int[] candidates;
    int next;
    final Deque<S> states = new ArrayDeque<>(2);

    Frame(Placed<S> reached, int[] candidates) {
      this.reached = reached;
      this.candidates = candidates;
    }
  }

  private static final class Search<S> {
    private final Model<S> model;
    private final Operation[] operations;
    private final long bound;
    private final long[] low;
    private final long[] high;
    private final boolean[] placed;
    // not yet placed, by invocation: a doubly linked list; the last index is its head
    private final int[] after;
    private final int[] before;
    // by end: the first of these that is not placed bounds the candidates
    private final Integer[] byDeadline;
    private final Set<Configuration> failed = new HashSet<>();
    private final int[] rank;
    private int firstOpen;
    private long lowSum;
    private long highSum;
    private int known;

    Search(Model<S> model, List<Operation> part, long bound) {
      this.model = model;
      this.operations = part.toArray(Operation[]::new);
      this.bound = bound;
      int n = operations.length;
      low = new long[n];
      high = new long[n];
      placed = new boolean[n];
      after = new int[n + 1];
      before = new int[n + 1];
      byDeadline = new Integer[n];
      SplittableRandom random = new SplittableRandom(20170101);
      Arrays.sort(operations, (a, b) -> Long.compare(a.invoked(), b.invoked()));
      for (int i = 0; i < n; i++) {
        low[i] = random.nextLong();
        high[i] = random.nextLong();
        byDeadline[i] = i;
        known += operations[i].deadline() == Operation.NEVER ? 0 : 1;
      }
      for (int i = 0; i <= n; i++) {
        after[i] = i == n ? 0 : i + 1;
        before[i] = i == 0 ? n : i - 1;
      }
      Arrays.sort(
          byDeadline, (a, b) -> Long.compare(operations[a].deadline(), operations[b].deadline()));
      rank = new int[n];
      for (int i = 0; i < n; i++) {
        rank[byDeadline[i]] = i;
      }
    }

    Verdict run() {
      int n = operations.length;
      Placed<S> start = new Placed<>(n, model.initial(), 0, null);
      Placed<S> best = start;
      Deque<Frame<S>> stack = new ArrayDeque<>();
      int knownPlaced = 0;
      stack.push(new Frame<>(start, candidates()));
      while (knownPlaced < known) {
        Frame<S> frame = stack.peek();
        if (frame == null) {
          return invalid(best);
        }
        Placed<S> next = next(frame);
        if (next != null) {
          knownPlaced += isKnown(next.operation()) ? 1 : 0;
          best = next.depth() > best.depth() ? next : best;
          if (failed.size() > bound) {
            return new Verdict.Undecided(
                "more than " + bound + " configurations in a part of " + n + " operations", n);
          }
          stack.push(new Frame<>(next, candidates()));
        } else {
          stack.pop();
          int operation = frame.reached.operation();
          if (operation < n) {
            remove(operation);
            knownPlaced -= isKnown(operation) ? 1 : 0;
          }
        }
      }
      return new Verdict.Valid(n);
    }

    /** Places the next candidate of the frame that the model allows and that is new; else null. */
    private @Nullable Placed<S> next(Frame<S> frame) {
      while (true) {
        if (!frame.states.isEmpty()) {
          int operation = frame.candidates[frame.next - 1];
          S state = frame.states.pop();
          long lowAfter = lowSum ^ low[operation];
          long highAfter = highSum ^ high[operation];
          if (failed.add(new Configuration(lowAfter, highAfter, state))) {
            place(operation);
            return new Placed<>(operation, state, frame.reached.depth() + 1, frame.reached);
          }
        } else if (frame.next < frame.candidates.length) {
          int operation = frame.candidates[frame.next++];
          frame.states.addAll(model.step(frame.reached.state(), operations[operation]));
        } else {
          return null;
        }
      }
    }

    private boolean isKnown(int operation) {
      return operations[operation].deadline() != Operation.NEVER;
    }

    /** What may come next: by revision where told, then by invocation, the unknown last. */
    private int[] candidates() {
      int n = operations.length;
      while (firstOpen < n && placed[byDeadline[firstOpen]]) {
        firstOpen++;
      }
      if (firstOpen == n) {
        return new int[0];
      }
      long end = operations[byDeadline[firstOpen]].deadline();
      List<Integer> found = new ArrayList<>();
      for (int i = after[n]; i < n && operations[i].invoked() <= end; i = after[i]) {
        found.add(i);
      }
      found.sort(this::compareCandidates);
      return found.stream().mapToInt(Integer::intValue).toArray();
    }

    private int compareCandidates(int a, int b) {
      boolean unknown = !isKnown(a);
      if (unknown != !isKnown(b)) {
        return unknown ? 1 : -1;
      }
      int byRevision = Long.compare(operations[a].revision(), operations[b].revision());
      return byRevision != 0 ? byRevision : Integer.compare(a, b);
    }

    private void place(int operation) {
      placed[operation] = true;
      after[before[operation]] = after[operation];
      before[after[operation]] = before[operation];
      toggle(operation);
    }

    private void remove(int operation) {
      placed[operation] = false;
      after[before[operation]] = operation;
      before[after[operation]] = operation;
      toggle(operation);
      firstOpen = Math.min(firstOpen, rank[operation]);
    }

    private void toggle(int operation) {
      lowSum ^= low[operation];
      highSum ^= high[operation];
    }

    private Verdict invalid(Placed<S> best) {
      List<Operation> order = new ArrayList<>();
      Set<Integer> done = new HashSet<>();
      S state = best.state();
      for (Placed<S> p = best; p != null && p.operation() < operations.length; p = p.before()) {
        order.add(operations[p.operation()]);
        done.add(p.operation());
      }
      Collections.reverse(order);
      Operation stuck =
          Arrays.stream(byDeadline)
              .filter(i -> !done.contains(i))
              .map(i -> operations[i])
              .findFirst()
              .orElseThrow();
      String why =
          "“"
              + stuck.request()
              + "” of client "
              + stuck.client()
              + " answered “"
              + stuck.response()
              + "”, which fits at no point between its begin and its end; after the "
              + order.size()
              + " operations that could be placed the state was "
              + model.describe(state);
      return new Verdict.Invalid(
          "linearizable", why, List.of(operations), order, Optional.of(stuck), List.of());
    }
  }
}
