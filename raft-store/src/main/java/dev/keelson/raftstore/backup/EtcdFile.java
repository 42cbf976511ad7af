package dev.keelson.raftstore.backup;

import dev.keelson.mvcc.Alarm;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.LogPosition;
import dev.keelson.mvcc.copy.RecordSource;
import dev.keelson.mvcc.copy.StoreContent;
import dev.keelson.mvcc.key.HistoryKey;
import dev.keelson.mvcc.lease.LeaseRecord;
import dev.keelson.raftstore.backup.bbolt.BadBoltFile;
import dev.keelson.raftstore.backup.bbolt.BoltCheck;
import dev.keelson.raftstore.backup.bbolt.BoltCursor;
import dev.keelson.raftstore.backup.bbolt.BoltFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A bbolt file that etcd wrote, or we for it. */
public final class EtcdFile implements AutoCloseable {
  private final BoltFile file;

  private EtcdFile(BoltFile file) {
    this.file = file;
  }

  /** Throws {@link BadSnapshot} where it is damaged in any page, or another program's. */
  public static EtcdFile open(Path path) throws IOException {
    BoltFile file;
    try {
      file = BoltFile.open(path);
    } catch (BadBoltFile e) {
      throw new BadSnapshot(path + ": " + e.getMessage(), e);
    }
    try {
      List<String> faults = BoltCheck.faults(file);
      if (!faults.isEmpty()) {
        throw new BadSnapshot(
            path
                + ": snapshot file integrity check failed. "
                + faults.size()
                + " errors found: "
                + String.join("; ", faults));
      }
      for (byte[] name : List.of(Schema.KEY, Schema.META)) {
        if (file.bucket(name).isEmpty()) {
          throw new BadSnapshot(path + " is not etcd's: it has no bucket " + Bytes.wrap(name));
        }
      }
      return new EtcdFile(file);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  BoltFile bolt() {
    return file;
  }

  /** Of the last record; 1 = there is none. */
  public long newestRecord() {
    long newest = 1;
    try (BoltCursor cursor = bucket(Schema.KEY)) {
      while (cursor.next()) {
        newest = HistoryKey.main(cursor.key());
      }
    }
    return newest;
  }

  /** Index of the last Raft entry that is in the file; 0 = not said. */
  public long consistentIndex() {
    byte[] value = meta().get(Bytes.wrap(Schema.CONSISTENT_INDEX));
    return value == null || value.length != 8 ? 0 : HistoryKey.main(value);
  }

  /** Empty before etcd 3.6. */
  public String storageVersion() {
    byte[] value = meta().get(Bytes.wrap(Schema.STORAGE_VERSION));
    return value == null ? "" : Bytes.wrap(value).utf8();
  }

  /** Whether requests had to be authenticated. */
  public boolean isAuthEnabled() {
    byte[] value = entries(Schema.AUTH).get(Bytes.wrap(Schema.AUTH_ENABLED));
    return value != null && value.length == 1 && value[0] == 1;
  }

  /**
   * What the file holds beside its records, for a store that is to stand at {@code position}. A
   * compaction that etcd had begun counts as done, as it does when etcd starts with the file.
   */
  public StoreContent content(LogPosition position) throws IOException {
    Map<Bytes, byte[]> meta = meta();
    long finished = revision(meta.get(Bytes.wrap(Schema.FINISHED_COMPACT)));
    long scheduled = revision(meta.get(Bytes.wrap(Schema.SCHEDULED_COMPACT)));
    List<LeaseRecord> leases = new ArrayList<>();
    for (byte[] lease : entries(Schema.LEASE).values()) {
      leases.add(Messages.lease(lease));
    }
    List<Alarm> alarms = new ArrayList<>();
    for (Bytes alarm : entries(Schema.ALARM).keySet()) {
      alarms.add(Messages.alarm(alarm.array()));
    }
    Map<Bytes, Bytes> facts = new HashMap<>();
    for (String bucket : Schema.AUTH_BUCKETS) {
      entries(Schema.ascii(bucket))
          .forEach(
              (key, value) -> facts.put(KeptAuth.name(bucket, key.array()), Bytes.wrap(value)));
    }
    return new StoreContent(
        position, 1, Math.max(finished, scheduled), Math.max(finished, 0), leases, alarms, facts);
  }

  private static long revision(byte @Nullable [] value) {
    return value == null || value.length < HistoryKey.PUT_LENGTH ? -1 : HistoryKey.main(value);
  }

  /** Its history; at the end of it, where given, a mark at this revision. */
  public RecordSource records(Optional<Long> mark) {
    return new RecordSource() {
      @Override
      public Placed open() {
        return new Walk(bucket(Schema.KEY), mark);
      }

      @Override
      public byte[] read(long place, int length) {
        return file.read(place, length);
      }
    };
  }

  private Map<Bytes, byte[]> meta() {
    return entries(Schema.META);
  }

  /** Of a small bucket; none where there is no such bucket. */
  private Map<Bytes, byte[]> entries(byte[] bucket) {
    Map<Bytes, byte[]> entries = new HashMap<>();
    try (BoltCursor cursor = bucket(bucket)) {
      while (cursor.next()) {
        entries.put(Bytes.wrap(cursor.key()), cursor.value());
      }
    }
    return entries;
  }

  private BoltCursor bucket(byte[] name) {
    try {
      return file.entries(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    file.close();
  }

  private static final class Walk implements RecordSource.Placed {
    private final BoltCursor cursor;
    private final Optional<Long> mark;
    private byte[] key = {};
    private byte[] value = {};
    private long place;
    private boolean ended;

    Walk(BoltCursor cursor, Optional<Long> mark) {
      this.cursor = cursor;
      this.mark = mark;
    }

    @Override
    public boolean next() {
      if (ended) {
        return false;
      }
      if (cursor.next()) {
        key = cursor.key();
        value = cursor.value();
        place = cursor.offset();
        return true;
      }
      ended = true;
      mark.ifPresent(
          revision -> {
            key = HistoryKey.put(revision, 0);
            value = new byte[0];
            place = 0;
          });
      return mark.isPresent();
    }

    @Override
    public byte[] key() {
      return key;
    }

    @Override
    public byte[] value() {
      return value;
    }

    @Override
    public int valueOffset() {
      return 0;
    }

    @Override
    public int valueLength() {
      return value.length;
    }

    @Override
    public long place() {
      return place;
    }

    @Override
    public void close() {
      cursor.close();
    }
  }
}
