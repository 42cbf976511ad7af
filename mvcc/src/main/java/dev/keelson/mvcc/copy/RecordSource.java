package dev.keelson.mvcc.copy;

/** Where records come from, once in their order and once more by place. */
public interface RecordSource {
  /** From the first on; opened twice, and gives the same both times. */
  Placed open();

  /** The value of {@code length} bytes at a place that {@link Placed#place} told. */
  byte[] read(long place, int length);

  /** Records that can be found again. */
  interface Placed extends Records {
    /** Where the value is; a number of the source's own. */
    long place();
  }
}
