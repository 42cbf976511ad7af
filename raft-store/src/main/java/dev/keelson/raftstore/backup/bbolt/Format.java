package dev.keelson.raftstore.backup.bbolt;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers of bbolt's file format. Offsets and sizes in bytes. */
final class Format {
  static final int MAGIC = 0xED0CDAED;
  static final int VERSION = 2;
  static final int PAGE_SIZE = 4096;
  static final int SMALLEST_PAGE = 1024;
  static final int LARGEST_PAGE = 64 << 10;

  /** Page header: id 8, flags 2, count 2, overflow 4. */
  static final int PAGE_HEADER = 16;

  static final int FLAGS_AT = 8;
  static final int COUNT_AT = 10;
  static final int OVERFLOW_AT = 12;

  static final int BRANCH = 0x01;
  static final int LEAF = 0x02;
  static final int META = 0x04;
  static final int FREELIST = 0x10;

  /**
   * An element of a branch (pos 4, ksize 4, pgid 8) or of a leaf (flags 4, pos 4, ksize 4, vsize
   * 4).
   */
  static final int ELEMENT = 16;

  /** Flag of a leaf element whose value is a bucket. */
  static final int BUCKET = 0x01;

  /** Value of a bucket: root page 8, sequence 8, and for root 0 the page itself after it. */
  static final int BUCKET_HEADER = 16;

  /**
   * Meta: magic 4, version 4, page size 4, flags 4, root 16, freelist 8, high-water mark 8, txid 8.
   */
  static final int META_SUMMED = 56;

  /** Freelist page of a file that keeps none. */
  static final long NO_FREELIST = -1;

  /** A count that does not fit stands in the freelist's first element. */
  static final int COUNT_ELSEWHERE = 0xffff;

  static final int MOST_ELEMENTS = 0xfffe;

  static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  static final ValueLayout.OfShort SHORT_LE =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt INT_LE =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG_LE =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Format() {}

  /** FNV-1a, 64 bits. */
  static long checksum(byte[] bytes, int from, int length) {
    long hash = 0xcbf29ce484222325L;
    for (int i = from; i < from + length; i++) {
      hash = (hash ^ (bytes[i] & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }

  static void header(byte[] page, long id, int flags, int count, int overflow) {
    LONG.set(page, 0, id);
    SHORT.set(page, FLAGS_AT, (short) flags);
    SHORT.set(page, COUNT_AT, (short) count);
    INT.set(page, OVERFLOW_AT, overflow);
  }
}
