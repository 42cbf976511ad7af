package dev.keelson.mvcc.key;

import dev.keelson.mvcc.Alarm;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.LogPosition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The META table: single facts under short ASCII names. Numbers are 8 bytes, big-endian. */
public final class MetaKey {
  /** Version of all layouts in this package. */
  public static final byte[] FORMAT = ascii("format");

  /** Term and index of the last applied entry. */
  public static final byte[] APPLIED = ascii("applied");

  /** Newest main revision. */
  public static final byte[] HEAD = ascii("head");

  /** Lowest readable revision; -1 before the first compaction. */
  public static final byte[] FLOOR = ascii("compact.floor");

  /** Revision up to which compaction has removed what it may; written by the compactor only. */
  public static final byte[] COMPACTED = ascii("compact.done");

  /** Logical bytes ever added, written by the apply thread only. */
  public static final byte[] BYTES_ADDED = ascii("bytes.added");

  /** Logical bytes ever removed, written by the compactor only. */
  public static final byte[] BYTES_REMOVED = ascii("bytes.removed");

  private static final byte[] ALARM = ascii("alarm/");
  private static final byte[] FACT = ascii("fact/");

  private MetaKey() {}

  public static byte[] number(long number) {
    return ByteBuffer.allocate(8).putLong(number).array();
  }

  public static long number(byte[] value) {
    return ByteBuffer.wrap(value).getLong();
  }

  public static byte[] position(LogPosition position) {
    return ByteBuffer.allocate(16).putLong(position.term()).putLong(position.index()).array();
  }

  public static LogPosition position(byte[] value) {
    ByteBuffer in = ByteBuffer.wrap(value);
    return new LogPosition(in.getLong(), in.getLong());
  }

  public static byte[] alarm(Alarm alarm) {
    return ByteBuffer.allocate(ALARM.length + 9)
        .put(ALARM)
        .putLong(alarm.member())
        .put((byte) alarm.kind().number())
        .array();
  }

  public static Alarm alarm(byte[] key) {
    ByteBuffer in = ByteBuffer.wrap(key, ALARM.length, 9);
    return new Alarm(in.getLong(), Alarm.Kind.of(in.get()));
  }

  public static byte[] firstAlarm() {
    return ALARM;
  }

  public static byte[] afterAlarms() {
    return after(ALARM);
  }

  public static byte[] fact(Bytes name) {
    byte[] out = Arrays.copyOf(FACT, FACT.length + name.size());
    System.arraycopy(name.array(), 0, out, FACT.length, name.size());
    return out;
  }

  public static Bytes factName(byte[] key) {
    return Bytes.wrap(Arrays.copyOfRange(key, FACT.length, key.length));
  }

  public static byte[] firstFact() {
    return FACT;
  }

  public static byte[] afterFacts() {
    return after(FACT);
  }

  private static byte[] after(byte[] prefix) {
    byte[] out = prefix.clone();
    out[out.length - 1]++;
    return out;
  }

  private static byte[] ascii(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }
}
