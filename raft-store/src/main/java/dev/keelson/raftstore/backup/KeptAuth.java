package dev.keelson.raftstore.backup;

import dev.keelson.mvcc.Bytes;
import java.util.Arrays;

/**
 * Users, roles and permissions of an etcd are kept as facts of the store, as they came, so that a
 * way through here loses none of them: {@code etcd/<bucket>/<key>}.
 */
public final class KeptAuth {
  private static final Bytes ALL = Bytes.of("etcd/");

  private KeptAuth() {}

  /** Whether a fact of that name is one of them. */
  public static boolean holds(Bytes fact) {
    return fact.startsWith(ALL);
  }

  static Bytes prefix(String bucket) {
    return Bytes.of("etcd/" + bucket + "/");
  }

  static Bytes name(String bucket, byte[] key) {
    byte[] prefix = prefix(bucket).array();
    byte[] name = Arrays.copyOf(prefix, prefix.length + key.length);
    System.arraycopy(key, 0, name, prefix.length, key.length);
    return Bytes.wrap(name);
  }

  static byte[] key(Bytes prefix, Bytes name) {
    return Arrays.copyOfRange(name.array(), prefix.size(), name.size());
  }
}
