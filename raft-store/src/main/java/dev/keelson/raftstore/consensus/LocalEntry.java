package dev.keelson.raftstore.consensus;

import org.apache.ratis.protocol.Message;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/**
 * An entry proposed on this member. When this member leads, Ratis hands this very object from the request to the state
 * machine, and with it what the proposer prepared; on the wire only the bytes travel.
 */
final class LocalEntry implements Message {
  private final byte[] bytes;
  private final ByteString content;
  private final Object prepared;
  private volatile boolean appended;

  LocalEntry(byte[] bytes, Object prepared) {
    this.bytes = bytes;
    this.content = EntryBytes.wrap(bytes);
    this.prepared = prepared;
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

  Object prepared() {
    return prepared;
  }

  /** The log of this member takes it now: from here on a lost leadership leaves its fate open. */
  void markAppended() {
    appended = true;
  }

  boolean isAppended() {
    return appended;
  }
}
