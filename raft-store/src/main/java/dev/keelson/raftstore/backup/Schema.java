package dev.keelson.raftstore.backup;

import dev.keelson.mvcc.key.HistoryKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Names in etcd's file, and the form of its numbers. */
final class Schema {
  static final byte[] KEY = ascii("key");
  static final byte[] META = ascii("meta");
  static final byte[] LEASE = ascii("lease");
  static final byte[] ALARM = ascii("alarm");
  static final byte[] CLUSTER = ascii("cluster");
  static final byte[] MEMBERS = ascii("members");
  static final byte[] MEMBERS_REMOVED = ascii("members_removed");
  static final byte[] AUTH = ascii("auth");

  /** The buckets of authentication; this release keeps what is in them and does not read it. */
  static final List<String> AUTH_BUCKETS = List.of("auth", "authUsers", "authRoles");

  static final byte[] CONSISTENT_INDEX = ascii("consistent_index");
  static final byte[] TERM = ascii("term");
  static final byte[] CONF_STATE = ascii("confState");
  static final byte[] FINISHED_COMPACT = ascii("finishedCompactRev");
  static final byte[] SCHEDULED_COMPACT = ascii("scheduledCompactRev");
  static final byte[] STORAGE_VERSION = ascii("storageVersion");
  static final byte[] AUTH_ENABLED = ascii("authEnabled");

  private Schema() {}

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] number(long number) {
    return ByteBuffer.allocate(8).putLong(number).array();
  }

  /** A compaction's revision, in the form of a record's. */
  static byte[] revision(long main) {
    return HistoryKey.put(main, 0);
  }
}
