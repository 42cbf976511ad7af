package dev.keelson.mvcc.watch;

import dev.keelson.mvcc.KeyRange;

/**
 * What is watched.
 *
 * @param startRevision first revision wanted, inclusive; 0 = what comes after now; above head =
 *     wait for it
 * @param previous also tell the pair before each change
 * @param noPuts leave puts out
 * @param noDeletes leave deletions out
 */
public record WatchSpec(
    KeyRange range, long startRevision, boolean previous, boolean noPuts, boolean noDeletes) {
  public static WatchSpec of(KeyRange range) {
    return new WatchSpec(range, 0, false, false, false);
  }

  public WatchSpec from(long revision) {
    return new WatchSpec(range, revision, previous, noPuts, noDeletes);
  }

  WatchSpec in(KeyRange equalRange) {
    return equalRange == range
        ? this
        : new WatchSpec(equalRange, startRevision, previous, noPuts, noDeletes);
  }

  public WatchSpec withPrevious() {
    return new WatchSpec(range, startRevision, true, noPuts, noDeletes);
  }
}
