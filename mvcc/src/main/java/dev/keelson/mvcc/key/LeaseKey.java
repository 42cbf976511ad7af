package dev.keelson.mvcc.key;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.lease.LeaseRecord;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The LEASE table: {@code 'L' id(8) -> varint(ttl) varint(remaining)} for each lease, {@code 'K'
 * id(8) key -> nothing} for each key attached to one.
 */
public final class LeaseKey {
  public static final byte[] FIRST_LEASE = {'L'};
  public static final byte[] AFTER_LEASES = {'M'};
  public static final byte[] FIRST_ATTACHMENT = {'K'};
  public static final byte[] AFTER_ATTACHMENTS = {'L'};
  public static final byte[] NOTHING = {};

  private static final int HEAD = 9;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private LeaseKey() {}

  public static byte[] lease(long id) {
    return write('L', id, 0);
  }

  public static byte[] attachment(long id, byte[] key) {
    byte[] out = write('K', id, key.length);
    System.arraycopy(key, 0, out, HEAD, key.length);
    return out;
  }

  /** Where the keys of lease {@code id} begin. */
  public static byte[] attachmentsOf(long id) {
    return write('K', id, 0);
  }

  /** Where the keys of lease {@code id} end. */
  public static byte[] afterAttachmentsOf(long id) {
    return id == -1 ? AFTER_ATTACHMENTS : write('K', id + 1, 0);
  }

  public static long id(byte[] tableKey) {
    return (long) LONG.get(tableKey, 1);
  }

  /** The attached key. */
  public static Bytes key(byte[] attachment) {
    return Bytes.wrap(Arrays.copyOfRange(attachment, HEAD, attachment.length));
  }

  public static byte[] encode(LeaseRecord lease) {
    byte[] out = new byte[Varint.size(lease.ttl()) + Varint.size(lease.remaining())];
    Varint.write(out, Varint.write(out, 0, lease.ttl()), lease.remaining());
    return out;
  }

  public static LeaseRecord decode(byte[] tableKey, byte[] value) {
    long ttl = Varint.read(value, 0);
    return new LeaseRecord(id(tableKey), ttl, Varint.read(value, Varint.size(ttl)));
  }

  private static byte[] write(char kind, long id, int room) {
    byte[] out = new byte[HEAD + room];
    out[0] = (byte) kind;
    LONG.set(out, 1, id);
    return out;
  }
}
