package dev.keelson.benchmarks.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.LongConsumer;

/** Reads of etcd's answers what a measurement needs, and skips the rest. */
public final class Answer {
  private Answer() {}

  /**
   * What a {@code TxnResponse} said; {@code modified} is the key's revision now, 0 where it is
   * unknown.
   */
  public record Txn(long revision, boolean succeeded, long modified) {}

  /**
   * What a {@code RangeResponse} said; {@code modified} is the first key's, 0 if there was none.
   */
  public record Range(
      long revision, int kvs, long valueBytes, long modified, boolean more, long count) {}

  /** What a {@code LeaseGrantResponse} said. */
  public record Lease(long id, long ttlSeconds) {}

  /** What a {@code WatchResponse} said, its events apart; {@code why} is empty unless canceled. */
  public record Watch(boolean created, boolean canceled, String why, int events) {}

  /**
   * Reads a {@code TxnResponse}; after a failed update the else branch's read tells the key's
   * revision.
   */
  public static Txn txn(byte[] bytes) {
    return parsed(
        bytes,
        in -> {
          long revision = 0;
          boolean succeeded = false;
          long modified = 0;
          for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
              case 1 -> revision = header(in);
              case 2 -> succeeded = in.readBool();
              case 3 -> modified = Math.max(modified, rangeInOp(in));
              default -> in.skipField(tag);
            }
          }
          return new Txn(revision, succeeded, succeeded ? revision : modified);
        });
  }

  /** Reads a {@code RangeResponse}. */
  public static Range range(byte[] bytes) {
    return parsed(bytes, Answer::range);
  }

  /** Reads a {@code LeaseGrantResponse}. */
  public static Lease lease(byte[] bytes) {
    return parsed(
        bytes,
        in -> {
          long id = 0;
          long ttl = 0;
          for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
              case 2 -> id = in.readInt64();
              case 3 -> ttl = in.readInt64();
              default -> in.skipField(tag);
            }
          }
          return new Lease(id, ttl);
        });
  }

  /**
   * Reads a {@code WatchResponse}, handing the first eight bytes of every event's value, big
   * endian, to {@code stamps}: the fan-out case writes there which event it is. Events with shorter
   * values are only counted.
   */
  public static Watch watch(byte[] bytes, LongConsumer stamps) {
    return parsed(
        bytes,
        in -> {
          boolean created = false;
          boolean canceled = false;
          String why = "";
          int events = 0;
          for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
              case 3 -> created = in.readBool();
              case 4 -> canceled = in.readBool();
              case 6 -> why = in.readString();
              case 11 -> {
                events++;
                event(in, bytes, stamps);
              }
              default -> in.skipField(tag);
            }
          }
          return new Watch(created, canceled, why, events);
        });
  }

  private interface Reader<T> {
    T read(CodedInputStream in) throws IOException;
  }

  private static <T> T parsed(byte[] bytes, Reader<T> reader) {
    try {
      return reader.read(CodedInputStream.newInstance(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("an answer that is not etcd's: " + e.getMessage(), e);
    }
  }

  private static long header(CodedInputStream in) throws IOException {
    int limit = in.pushLimit(in.readRawVarint32());
    long revision = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == 3) {
        revision = in.readInt64();
      } else {
        in.skipField(tag);
      }
    }
    in.popLimit(limit);
    return revision;
  }

  private static long rangeInOp(CodedInputStream in) throws IOException {
    int limit = in.pushLimit(in.readRawVarint32());
    long modified = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == 1) {
        int inner = in.pushLimit(in.readRawVarint32());
        modified = range(in).modified();
        in.popLimit(inner);
      } else {
        in.skipField(tag);
      }
    }
    in.popLimit(limit);
    return modified;
  }

  private static Range range(CodedInputStream in) throws IOException {
    long revision = 0;
    int kvs = 0;
    long valueBytes = 0;
    long modified = 0;
    boolean more = false;
    long count = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> revision = header(in);
        case 2 -> {
          KeyValue kv = keyValue(in);
          modified = kvs == 0 ? kv.modified() : modified;
          valueBytes += kv.valueLength();
          kvs++;
        }
        case 3 -> more = in.readBool();
        case 4 -> count = in.readInt64();
        default -> in.skipField(tag);
      }
    }
    return new Range(revision, kvs, valueBytes, modified, more, count);
  }

  private record KeyValue(long modified, int valueOffset, int valueLength) {}

  private static KeyValue keyValue(CodedInputStream in) throws IOException {
    int limit = in.pushLimit(in.readRawVarint32());
    long modified = 0;
    int offset = 0;
    int length = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 3 -> modified = in.readInt64();
        case 5 -> {
          length = in.readRawVarint32();
          offset = in.getTotalBytesRead();
          in.skipRawBytes(length);
        }
        default -> in.skipField(tag);
      }
    }
    in.popLimit(limit);
    return new KeyValue(modified, offset, length);
  }

  private static void event(CodedInputStream in, byte[] bytes, LongConsumer stamps)
      throws IOException {
    int limit = in.pushLimit(in.readRawVarint32());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == 2) {
        KeyValue kv = keyValue(in);
        if (kv.valueLength() >= Long.BYTES) {
          stamps.accept(Stamp.read(bytes, kv.valueOffset()));
        }
      } else {
        in.skipField(tag);
      }
    }
    in.popLimit(limit);
  }
}
