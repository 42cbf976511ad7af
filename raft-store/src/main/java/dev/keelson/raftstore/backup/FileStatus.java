package dev.keelson.raftstore.backup;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.key.HistoryKey;
import dev.keelson.mvcc.key.KeyValueLayout;
import dev.keelson.raftstore.backup.bbolt.BoltCursor;
import dev.keelson.raftstore.backup.bbolt.BoltFile;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * What {@code etcdutl snapshot status} tells of a file.
 *
 * @param hash CRC-32C over the names, keys and values of all buckets
 * @param revision of the last record
 * @param keys alive in it
 * @param size of the pages in use; bytes
 * @param version etcd's storage version, empty before 3.6
 */
public record FileStatus(int hash, long revision, long keys, long size, String version) {

  /**
   * Reads all of it. Memory: the live keys, as in etcdutl. Throws {@link BadSnapshot} for a record
   * that is none.
   */
  public static FileStatus of(EtcdFile etcd) throws IOException {
    BoltFile file = etcd.bolt();
    CRC32C crc = new CRC32C();
    Set<Bytes> alive = new HashSet<>();
    long revision = 0;
    for (byte[] bucket : file.buckets()) {
      crc.update(bucket);
      boolean history = Arrays.equals(bucket, Schema.KEY);
      try (BoltCursor cursor = file.bucket(bucket).orElseThrow()) {
        while (cursor.advance()) {
          byte[] key = cursor.key();
          byte[] value = cursor.value();
          crc.update(key);
          crc.update(value);
          if (history) {
            revision = count(key, value, alive);
          }
        }
      }
    }
    return new FileStatus(
        (int) crc.getValue(), revision, alive.size(), file.size(), etcd.storageVersion());
  }

  private static long count(byte[] revision, byte[] value, Set<Bytes> alive) throws BadSnapshot {
    if (revision.length < HistoryKey.PUT_LENGTH || revision[8] != '_') {
      throw new BadSnapshot("cannot parse revision key: " + Bytes.wrap(revision));
    }
    Bytes key;
    try {
      KeyValueLayout.Fields pair = KeyValueLayout.parse(value);
      key = Bytes.wrap(Arrays.copyOfRange(value, pair.keyOffset, pair.keyOffset + pair.keyLength));
    } catch (RuntimeException e) {
      throw new BadSnapshot(
          "cannot unmarshal value, key: %s: %s".formatted(Bytes.wrap(revision), e.getMessage()), e);
    }
    if (HistoryKey.isTombstone(revision)) {
      alive.remove(key);
    } else {
      alive.add(key);
    }
    return HistoryKey.main(revision);
  }
}
