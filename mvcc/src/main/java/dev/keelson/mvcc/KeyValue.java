package dev.keelson.mvcc;

import dev.keelson.mvcc.key.KeyValueLayout;

/**
 * One version of one key, immutable.
 *
 * <p>It is held in the form in which it is stored and sent: the protobuf encoding of etcd's {@code
 * mvccpb.KeyValue} (fields key 1, create_revision 2, mod_revision 3, version 4, value 5, lease 6;
 * zeros left out). So a pair is encoded once in its life, when it is put; lists, watches and hashes
 * hand on the same bytes.
 */
public final class KeyValue {
  private final byte[] encoded;
  private final int keyOffset;
  private final int keyLength;
  private final int valueOffset;
  private final int valueLength;
  private final long createRevision;
  private final long modRevision;
  private final long version;
  private final long lease;

  private KeyValue(byte[] encoded, KeyValueLayout.Fields fields) {
    this.encoded = encoded;
    this.keyOffset = fields.keyOffset;
    this.keyLength = fields.keyLength;
    this.valueOffset = fields.valueOffset;
    this.valueLength = fields.valueLength;
    this.createRevision = fields.createRevision;
    this.modRevision = fields.modRevision;
    this.version = fields.version;
    this.lease = fields.lease;
  }

  public static KeyValue of(
      Bytes key, long createRevision, long modRevision, long version, Bytes value, long lease) {
    return decode(KeyValueLayout.encode(key, createRevision, modRevision, version, value, lease));
  }

  /** What a deletion leaves behind: key and mod revision, nothing else (rule 5). */
  public static KeyValue tombstone(Bytes key, long modRevision) {
    return of(key, 0, modRevision, 0, Bytes.EMPTY, 0);
  }

  /** The array becomes this pair's own. Throws Invariant where it is not an encoded pair. */
  public static KeyValue decode(byte[] encoded) {
    return new KeyValue(encoded, KeyValueLayout.parse(encoded));
  }

  public Bytes key() {
    return Bytes.wrap(java.util.Arrays.copyOfRange(encoded, keyOffset, keyOffset + keyLength));
  }

  public Bytes value() {
    return Bytes.wrap(
        java.util.Arrays.copyOfRange(encoded, valueOffset, valueOffset + valueLength));
  }

  public int valueSize() {
    return valueLength;
  }

  public long createRevision() {
    return createRevision;
  }

  public long modRevision() {
    return modRevision;
  }

  /** How often the key was put since it was created; 0 = this is a tombstone. */
  public long version() {
    return version;
  }

  public long lease() {
    return lease;
  }

  public boolean isTombstone() {
    return version == 0;
  }

  public KeyValue withoutValue() {
    return valueLength == 0
        ? this
        : of(key(), createRevision, modRevision, version, Bytes.EMPTY, lease);
  }

  /** The encoded form, shared: read it, do not write it. */
  public byte[] encoded() {
    return encoded;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyValue that && java.util.Arrays.equals(encoded, that.encoded);
  }

  @Override
  public int hashCode() {
    return java.util.Arrays.hashCode(encoded);
  }

  @Override
  public String toString() {
    return key()
        + "="
        + value()
        + " (create "
        + createRevision
        + ", mod "
        + modRevision
        + ", version "
        + version
        + (lease == 0 ? ")" : ", lease " + Long.toHexString(lease) + ")");
  }
}
