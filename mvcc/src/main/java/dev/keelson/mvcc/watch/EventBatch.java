package dev.keelson.mvcc.watch;

import dev.keelson.mvcc.KeyRange;
import java.util.List;
import java.util.Optional;

/**
 * All changes of one main revision, in order of sub-revision; never empty, unless they are {@code
 * untold}: changes of this revision, and of those since the batch before, too many to be held in
 * memory. Who wants to know reads them from {@link History}; all their keys lie in the range.
 */
public record EventBatch(long revision, List<Event> events, Optional<KeyRange> untold) {
  public EventBatch(long revision, List<Event> events) {
    this(revision, events, Optional.empty());
  }

  public static EventBatch untold(long revision, KeyRange span) {
    return new EventBatch(revision, List.of(), Optional.of(span));
  }
}
