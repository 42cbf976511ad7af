package dev.keelson.raftstore.archive;

import dev.keelson.mvcc.LogPosition;

/** What the apply thread tells an archive. Returns at once, keeps no more than its bound. */
public interface ArchiveFeed {
  /** For a member without an archive. */
  ArchiveFeed NONE =
      new ArchiveFeed() {
        @Override
        public void applied(LogPosition position, long revision, byte[] entry) {}

        @Override
        public void installed() {}
      };

  /**
   * An entry is part of the state, which now stands at {@code revision}. The array is kept and must
   * not change; it is empty for an entry of the log's own.
   */
  void applied(LogPosition position, long revision, byte[] entry);

  /** The state was replaced by another member's; entries were passed over. */
  void installed();
}
