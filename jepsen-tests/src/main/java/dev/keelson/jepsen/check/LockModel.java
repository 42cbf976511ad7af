package dev.keelson.jepsen.check;

import dev.keelson.jepsen.history.Operation;
import dev.keelson.jepsen.history.Request;
import dev.keelson.jepsen.history.Response;
import dev.keelson.jepsen.history.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A lock that hands out fencing tokens. Tokens only grow; one holder at a time.
 *
 * <p>Jepsen's analysis of etcd 3.4.3 (2020) showed what etcd's lock is: a hold ends with its lease
 * while its client still believes in it, so that two clients hold it at once. Hence two readings:
 * with {@code holdsMayEnd} a hold may lapse at any time, and what is left to guarantee is that a
 * resource which looks at tokens never serves an older one after a newer; without it a second
 * holder is a violation.
 *
 * @param holdsMayEnd whether a hold may end without a release
 * @param resourceFences whether the guarded resource refuses tokens older than the newest it saw;
 *     if not, a use is right only by the present holder
 */
public record LockModel(boolean holdsMayEnd, boolean resourceFences)
    implements Model<LockModel.State> {

  private static final long FREE = 0;
  private static final long HIDDEN = -1;

  /**
   * @param holder the token of the holder, 0 if free, -1 if held by one whose token nobody was told
   * @param newest the newest token handed out, as far as told
   * @param used the newest token that the resource has seen
   */
  public record State(long holder, long newest, long used) {}

  @Override
  public State initial() {
    return new State(FREE, 0, 0);
  }

  @Override
  public List<State> step(State state, Operation operation) {
    boolean told = operation.response() instanceof Response.Ok;
    Result result =
        operation.response() instanceof Response.Ok ok ? ok.result() : new Result.Done();
    return switch (operation.request()) {
      case Request.Acquire _ -> acquire(state, told, result);
      case Request.Release release -> release(state, release.token(), told, result);
      case Request.Guarded guarded -> use(state, guarded.token(), told, result);
      default -> List.of(state);
    };
  }

  private List<State> acquire(State state, boolean told, Result result) {
    if (state.holder() != FREE && !holdsMayEnd) {
      return List.of();
    }
    if (!told) {
      return List.of(new State(HIDDEN, state.newest(), state.used()));
    }
    return result instanceof Result.Acquired(long token) && token > state.newest()
        ? List.of(new State(token, token, state.used()))
        : List.of();
  }

  private List<State> release(State state, long token, boolean told, Result result) {
    List<State> after = new ArrayList<>(2);
    boolean held = state.holder() == token || state.holder() == HIDDEN;
    boolean mayBeGone = state.holder() != token || holdsMayEnd;
    if (held && (!told || isAccepted(result))) {
      after.add(new State(FREE, state.newest(), state.used()));
    }
    if (mayBeGone && (!told || !isAccepted(result))) {
      after.add(state.holder() == token ? new State(FREE, state.newest(), state.used()) : state);
    }
    return after;
  }

  private List<State> use(State state, long token, boolean told, Result result) {
    boolean allowed = resourceFences ? token >= state.used() : state.holder() == token;
    if (told && isAccepted(result) != allowed) {
      return List.of();
    }
    return List.of(
        allowed ? new State(state.holder(), state.newest(), Math.max(token, state.used())) : state);
  }

  private static boolean isAccepted(Result result) {
    return result instanceof Result.Accepted(boolean accepted) && accepted;
  }

  @Override
  public List<List<Operation>> parts(List<Operation> operations) {
    Map<String, List<Operation>> byLock = new LinkedHashMap<>();
    for (Operation op : operations) {
      String lock =
          switch (op.request()) {
            case Request.Acquire a -> a.lock();
            case Request.Release r -> r.lock();
            case Request.Guarded g -> g.lock();
            default -> "";
          };
      if (!lock.isEmpty()) {
        byLock.computeIfAbsent(lock, _ -> new ArrayList<>()).add(op);
      }
    }
    return List.copyOf(byLock.values());
  }

  @Override
  public String describe(State state) {
    return state.holder() == FREE ? "free" : "held with token " + state.holder();
  }
}
