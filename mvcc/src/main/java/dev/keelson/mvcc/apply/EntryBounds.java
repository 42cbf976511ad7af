package dev.keelson.mvcc.apply;

/**
 * What one log entry may take. Unit: bytes.
 *
 * @param remembered of pairs that the entry reads, as many bytes are kept until it is applied; past
 *     them values are read again where they are needed, and watchers find the entry in history.
 *     Where it lies changes no answer
 * @param written what the commands of one entry may put into the engine's one batch, reckoned from
 *     above; the command that would pass it is refused. The same on every member of a cluster, for
 *     it decides what is done; at most half of what a batch holds
 * @param answered what the answers of one entry may hold of pairs; one past it is not told. Each
 *     member's own: it decides about answers only
 */
public record EntryBounds(long remembered, long written, long answered) {
  /** About three million keys of 30 bytes deleted at once, and half of what a batch can hold. */
  private static final long WRITTEN = 512 << 20;

  /**
   * Remembers 16 MiB, many times what the largest entry brings itself, and answers with at most an
   * eighth of the heap.
   */
  public static EntryBounds standard() {
    return new EntryBounds(16 << 20, WRITTEN, Runtime.getRuntime().maxMemory() / 8);
  }

  public EntryBounds withRemembered(long bytes) {
    return new EntryBounds(bytes, written, answered);
  }
}
