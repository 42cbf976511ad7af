package dev.keelson.mvcc.engine;

import java.nio.file.Path;

/**
 * Port to what keeps bytes: a few ordered tables, written in atomic batches, read in snapshots.
 *
 * <p>There is no write-ahead log here: the replicated log is the log. After a crash the engine
 * stands at some earlier batch boundary, never between two, and the log is replayed from there.
 * Failures of the disk are thrown as {@link EngineFailure}; whoever applies entries stops then.
 */
public interface Engine extends AutoCloseable {
  /**
   * Atomic: all of the batch or nothing, also after a crash. Any thread; batches of two threads do
   * not interleave.
   */
  void commit(Batch batch);

  /** The tables as they are now, for any number of readers. Cheap: taken after every batch. */
  Snapshot snapshot();

  /**
   * Returns when everything committed before the call survives a power cut. Does not block commits.
   */
  void flush();

  /**
   * Writes a complete, independent copy of the tables into {@code directory}, which must not exist;
   * by hard links where the engine can. Contains everything committed before the call, and ends at
   * a batch boundary.
   */
  void checkpoint(Path directory);

  /**
   * Begins to fill a table, which holds nothing yet, with entries in ascending order: the fast way
   * in. Nothing of it is seen before {@link Load#finish}, and other tables may be written
   * meanwhile.
   */
  default Load load(Table table) {
    return new BatchLoad(this, table);
  }

  /** Gives back space after deletions; may take long; does not block reads or commits. */
  void compact();

  /** Bytes on disk (or in memory, for an engine without a disk). */
  long physicalBytes();

  /**
   * Closes after the last snapshot is closed: open snapshots and cursors are a bug of the caller.
   */
  @Override
  void close();

  /** Reads are safe from any number of threads until {@link #close}. */
  interface Snapshot extends AutoCloseable {
    /**
     * Null where there is no such key: the one place with null, because it is the hottest call
     * there is.
     */
    byte @org.jspecify.annotations.Nullable [] get(Table table, byte[] key);

    /** Keys in {@code [from, to)}; {@code to} null = to the end of the table. */
    Cursor scan(Table table, byte[] from, byte @org.jspecify.annotations.Nullable [] to);

    /** All of a table once, forwards: reads ahead, and leaves the caches to those who come back. */
    default Cursor sweep(Table table) {
      return scan(table, new byte[0], null);
    }

    @Override
    void close();
  }

  /** One thread. Close it, finished or not: closed before {@link #finish} it may leave a part. */
  interface Load extends AutoCloseable {
    /** Above the key before it. */
    void put(byte[] key, byte[] value);

    /** All of it is in the table, as if committed; {@link Engine#flush} makes it durable. */
    void finish();

    @Override
    void close();
  }

  /** One thread. Starts before the first key (or, going backwards, after the last): move first. */
  interface Cursor extends AutoCloseable {
    boolean next();

    /**
     * Moves backwards: from the fresh cursor to the last key below {@code to}. Do not mix with
     * {@link #next}.
     */
    boolean previous();

    byte[] key();

    byte[] value();

    @Override
    void close();
  }
}
