package dev.keelson.raftstore.archive;

import java.time.Duration;
import java.util.Optional;

/**
 * What a member archives, and how.
 *
 * @param interval how long an applied entry may wait before it is written: what is lost with every
 *     member is at most this and the time that a write takes. At least 10 ms; 1 s
 * @param checkpointInterval between checkpoints, if anything changed: bounds how much is replayed
 *     at a restore. At least 1 s; 1 h
 * @param retention how far back every moment can be restored; older objects are deleted, but never
 *     what the newest checkpoint needs. Zero = for ever; 7 days
 * @param key encrypts every object; empty = in the clear
 * @param bufferBytes of entries that wait; where the target takes none for so long that there are
 *     more, they are let go and the archive begins anew with a checkpoint. At least 1 MiB
 */
public record ArchiveConfig(
    ArchiveTarget target,
    Duration interval,
    Duration checkpointInterval,
    Duration retention,
    Optional<ArchiveKey> key,
    long bufferBytes) {
  public static final Duration INTERVAL = Duration.ofSeconds(1);
  public static final Duration CHECKPOINT_INTERVAL = Duration.ofHours(1);
  public static final Duration RETENTION = Duration.ofDays(7);

  private static final long MOST_BUFFER = 64L << 20;
  private static final long LEAST_BUFFER = 1L << 20;
  private static final int SHARE_OF_HEAP = 16;

  public ArchiveConfig {
    if (interval.toMillis() < 10
        || checkpointInterval.toSeconds() < 1
        || retention.isNegative()
        || bufferBytes < LEAST_BUFFER) {
      throw new IllegalArgumentException(
          "archive interval %s, checkpoint interval %s, retention %s, buffer of %d bytes"
              .formatted(interval, checkpointInterval, retention, bufferBytes));
    }
  }

  /** With all defaults, in the clear. */
  public static ArchiveConfig of(ArchiveTarget target) {
    return new ArchiveConfig(
        target, INTERVAL, CHECKPOINT_INTERVAL, RETENTION, Optional.empty(), defaultBuffer());
  }

  /** 64 MiB, but at most a sixteenth of the heap. */
  public static long defaultBuffer() {
    return Math.max(
        LEAST_BUFFER, Math.min(MOST_BUFFER, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP));
  }
}
