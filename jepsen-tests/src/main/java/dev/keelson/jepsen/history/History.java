package dev.keelson.jepsen.history;

import java.util.Comparator;
import java.util.List;

/**
 * All that was seen in one run.
 *
 * @param operations in the order of their invocation
 */
public record History(
    List<Operation> operations, List<WatchHistory> watches, List<HashObservation> hashes) {

  public History {
    operations = operations.stream().sorted(Comparator.comparingLong(Operation::invoked)).toList();
    watches = List.copyOf(watches);
    hashes = List.copyOf(hashes);
  }

  /** A history of calls alone. */
  public static History of(List<Operation> operations) {
    return new History(operations, List.of(), List.of());
  }

  public static History of(Operation... operations) {
    return of(List.of(operations));
  }

  /** The same with other operations. */
  public History withOperations(List<Operation> others) {
    return new History(others, watches, hashes);
  }

  /** The same with other watches. */
  public History withWatches(List<WatchHistory> others) {
    return new History(operations, others, hashes);
  }
}
