package dev.keelson.raftstore.archive;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One run: entries without a hole, and the store at some of them.
 *
 * @param checkpoints ascending
 * @param segments ascending
 */
public record ArchivedRun(
    String name, List<ObjectHeader> checkpoints, List<ObjectHeader> segments) {
  public ArchivedRun {
    checkpoints = List.copyOf(checkpoints);
    segments = List.copyOf(segments);
  }

  /** The first moment that can be restored; empty = none can. */
  public Optional<Stamp> oldest() {
    return checkpoints.isEmpty() ? Optional.empty() : Optional.of(checkpoints.getFirst().last());
  }

  /** The last moment that can be restored; empty = none can. */
  public Optional<Stamp> newest() {
    if (checkpoints.isEmpty()) {
      return Optional.empty();
    }
    Stamp checkpoint = checkpoints.getLast().last();
    if (segments.isEmpty() || segments.getLast().last().index() < checkpoint.index()) {
      return Optional.of(checkpoint);
    }
    return Optional.of(segments.getLast().last());
  }

  /** The newest checkpoint that is not after what is wanted, and not damaged. */
  Optional<ObjectHeader> base(Goal goal, Set<String> damaged) {
    return checkpoints.reversed().stream()
        .filter(checkpoint -> !damaged.contains(checkpoint.name()))
        .filter(
            checkpoint ->
                switch (goal) {
                  case Goal.Newest _ -> true;
                  case Goal.Revision(long revision) -> checkpoint.last().revision() <= revision;
                  case Goal.Time(var time) -> checkpoint.last().millis() <= time.toEpochMilli();
                })
        .findFirst();
  }

  /** Those that go on from a checkpoint: the first one may begin before it. */
  List<ObjectHeader> after(ObjectHeader checkpoint) {
    return segments.stream().filter(s -> s.last().index() > checkpoint.last().index()).toList();
  }
}
