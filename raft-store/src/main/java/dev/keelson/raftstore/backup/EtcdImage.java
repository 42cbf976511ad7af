package dev.keelson.raftstore.backup;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.copy.Records;
import dev.keelson.mvcc.copy.StoreExport;
import dev.keelson.raftstore.Membership;
import dev.keelson.raftstore.backup.bbolt.BoltImage;
import dev.keelson.raftstore.backup.bbolt.BucketSource;
import dev.keelson.raftstore.backup.bbolt.Entries;
import dev.keelson.raftstore.member.MemberText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A store as the bbolt file that real etcd keeps: every bucket of its schema, whole history. */
public final class EtcdImage {
  private EtcdImage() {}

  /**
   * Reads the export once, to count pages; {@link BoltImage#writeTo} reads it again. The export
   * stays the caller's.
   *
   * @param term of Raft
   * @param storageVersion etcd's, such as 3.6.0; older ones do not look at it
   */
  public static BoltImage measure(
      StoreExport export, Membership membership, long term, String storageVersion) {
    List<BucketSource> buckets = new ArrayList<>();
    buckets.add(new BucketSource(Schema.KEY, () -> new History(export.records())));
    buckets.add(BucketSource.of(Schema.META, meta(export, membership, term, storageVersion)));
    buckets.add(BucketSource.of(Schema.LEASE, leases(export)));
    buckets.add(BucketSource.of(Schema.ALARM, alarms(export)));
    buckets.add(BucketSource.of(Schema.MEMBERS, members(membership)));
    buckets.add(BucketSource.of(Schema.MEMBERS_REMOVED, Map.of()));
    // Without the cluster's version, which a restore keeps: an older etcd would refuse ours.
    buckets.add(BucketSource.of(Schema.CLUSTER, Map.of()));
    for (String name : Schema.AUTH_BUCKETS) {
      buckets.add(BucketSource.of(Schema.ascii(name), auth(export, name)));
    }
    return BoltImage.measure(buckets);
  }

  private static Map<byte[], byte[]> meta(
      StoreExport export, Membership membership, long term, String storageVersion) {
    Map<byte[], byte[]> meta = new HashMap<>();
    meta.put(Schema.CONSISTENT_INDEX, Schema.number(Math.max(1, export.position().index())));
    meta.put(Schema.TERM, Schema.number(Math.max(1, term)));
    meta.put(Schema.CONF_STATE, Messages.confState(membership.members()));
    meta.put(Schema.STORAGE_VERSION, Schema.ascii(storageVersion));
    if (export.floor() >= 0) {
      meta.put(Schema.SCHEDULED_COMPACT, Schema.revision(export.floor()));
    }
    if (export.compacted() > 0) {
      meta.put(Schema.FINISHED_COMPACT, Schema.revision(export.compacted()));
    }
    return meta;
  }

  private static Map<byte[], byte[]> leases(StoreExport export) {
    Map<byte[], byte[]> leases = new HashMap<>();
    export.leases().forEach(lease -> leases.put(Schema.number(lease.id()), Messages.lease(lease)));
    return leases;
  }

  private static Map<byte[], byte[]> alarms(StoreExport export) {
    Map<byte[], byte[]> alarms = new HashMap<>();
    export.alarms().forEach(alarm -> alarms.put(Messages.alarm(alarm), new byte[0]));
    return alarms;
  }

  private static Map<byte[], byte[]> members(Membership membership) {
    Map<byte[], byte[]> members = new HashMap<>();
    membership
        .members()
        .forEach(m -> members.put(Schema.ascii(MemberText.hex(m.id())), Messages.member(m)));
    return members;
  }

  private static Map<byte[], byte[]> auth(StoreExport export, String bucket) {
    Map<byte[], byte[]> entries = new TreeMap<>(java.util.Arrays::compareUnsigned);
    Bytes prefix = KeptAuth.prefix(bucket);
    export
        .facts(prefix)
        .forEach((name, value) -> entries.put(KeptAuth.key(prefix, name), value.array()));
    return entries;
  }

  /** The store's history is the bucket "key", byte for byte. */
  private record History(Records records) implements Entries {
    @Override
    public boolean next() {
      return records.next();
    }

    @Override
    public byte[] key() {
      return records.key();
    }

    @Override
    public byte[] value() {
      return records.value();
    }

    @Override
    public int valueOffset() {
      return records.valueOffset();
    }

    @Override
    public int valueLength() {
      return records.valueLength();
    }

    @Override
    public void close() {
      records.close();
    }
  }
}
