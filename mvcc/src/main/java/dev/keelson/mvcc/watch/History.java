package dev.keelson.mvcc.watch;

import dev.keelson.mvcc.KeyRange;
import java.util.List;

/**
 * Port to the past: where a watcher that is behind reads. Any thread; may touch the disk, so never
 * on the apply thread.
 */
public interface History {
  /** Newest applied revision. */
  long head();

  /**
   * Changes in {@code range} from revision {@code from} on, in whole revisions, ascending, until
   * about {@code maxBytes} of pairs or {@code maxRevisions} revisions (matching or not) were read;
   * at least one revision, however large. {@code previous}: also look up the pairs before.
   */
  Slice read(KeyRange range, long from, int maxRevisions, long maxBytes, boolean previous);

  sealed interface Slice {
    /**
     * {@code readThrough}: last revision covered, matching or not; {@code from - 1} where from is
     * above head.
     */
    record Read(List<EventBatch> batches, long readThrough) implements Slice {}

    /** {@code from} lies below the compacted revision. */
    record Compacted(long compactRevision) implements Slice {}
  }
}
