package dev.keelson.jepsen.check;

import dev.keelson.jepsen.history.Operation;
import java.util.List;

/**
 * A sequential object: what may be answered when operations come one after another.
 *
 * @param <S> its state: immutable, with {@code equals} and {@code hashCode}
 */
public interface Model<S> {

  /** The state before the first operation. */
  S initial();

  /**
   * The states that may follow when {@code operation} takes effect now and is answered as it was:
   * none if it cannot, several if the object may choose. An operation whose outcome is unknown took
   * effect, whatever it would have answered.
   */
  List<S> step(S state, Operation operation);

  /**
   * Operations in groups that do not touch each other; each is searched alone. Linearizability is
   * local (Herlihy and Wing 1990, theorem 1): the whole is linearizable if and only if each part
   * is.
   */
  default List<List<Operation>> parts(List<Operation> operations) {
    return List.of(operations);
  }

  /** The state as a person should read it. */
  default String describe(S state) {
    return String.valueOf(state);
  }

  /** Whether an operation of unknown outcome matters: one that only reads does not. */
  default boolean hasEffect(Operation operation) {
    return Semantics.mayWrite(operation.request());
  }
}
