package dev.keelson.mvcc.watch;

/** What a {@link Watcher} hands over. */
public sealed interface Delivery {
  /**
   * Events of one or more whole revisions, as matched; shared by all watchers with the same wish,
   * never empty. No revision is split over two deliveries.
   */
  record Events(MatchedEvents matched) implements Delivery {}

  /**
   * The start lies in compacted history, or the watcher fell behind a compaction. The last
   * delivery.
   */
  record Compacted(long compactRevision) implements Delivery {}

  /** Not now. */
  enum Nothing implements Delivery {
    NOTHING
  }
}
