package dev.keelson.mvcc;

/**
 * Where the store stands in the replicated log; written in the same batch as the changes of that
 * entry.
 */
public record LogPosition(long term, long index) implements Comparable<LogPosition> {
  /** Before the first entry. */
  public static final LogPosition START = new LogPosition(0, -1);

  @Override
  public int compareTo(LogPosition other) {
    return Long.compare(index, other.index);
  }
}
