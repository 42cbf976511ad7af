package dev.keelson.raftstore.consensus;

import org.apache.ratis.protocol.Message;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * An entry proposed on this member. When this member leads, Ratis hands this very object from the
 * request to the state machine, and with it what the proposer prepared; on the wire only the bytes
 * travel.
 */
final class LocalEntry implements Message {
  private final byte[] bytes;
  private final ByteString content;
  private final @Nullable Object prepared;
  private final long madeNanos = System.nanoTime();
  private volatile boolean appended;

  LocalEntry(byte[] bytes, @Nullable Object prepared) {
    this.bytes = bytes;
    this.content = EntryBytes.wrap(bytes);
    this.prepared = prepared;
  }

  /** An entry of no bytes, which the applier never sees: what matters is that it was committed. */
  static LocalEntry empty() {
    return new LocalEntry(new byte[0], null);
  }

  @Override
  public ByteString getContent() {
    return content;
  }

  @Override
  public int size() {
    return bytes.length;
  }

  byte[] bytes() {
    return bytes;
  }

  @Nullable Object prepared() {
    return prepared;
  }

  /** When it was made, before any log took it; monotonic clock. */
  long madeNanos() {
    return madeNanos;
  }

  /** The log of this member takes it now: from here on a lost leadership leaves its fate open. */
  void markAppended() {
    appended = true;
  }

  boolean isAppended() {
    return appended;
  }
}
