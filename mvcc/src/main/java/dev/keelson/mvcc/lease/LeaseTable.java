package dev.keelson.mvcc.lease;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.engine.Table;
import dev.keelson.mvcc.key.LeaseKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * All leases that are committed, in memory: there are far fewer of them than keys. The keys
 * attached to a lease are not here; they are read from the LEASE table. Written by the apply
 * thread, read by any.
 */
public final class LeaseTable {
  private final ConcurrentSkipListMap<Long, LeaseRecord> leases = new ConcurrentSkipListMap<>();

  public static LeaseTable load(Engine.Snapshot snapshot) {
    LeaseTable table = new LeaseTable();
    try (Engine.Cursor cursor =
        snapshot.scan(Table.LEASE, LeaseKey.FIRST_LEASE, LeaseKey.AFTER_LEASES)) {
      while (cursor.next()) {
        LeaseRecord lease = LeaseKey.decode(cursor.key(), cursor.value());
        table.leases.put(lease.id(), lease);
      }
    }
    return table;
  }

  public @Nullable LeaseRecord get(long id) {
    return leases.get(id);
  }

  /** Ascending by id. */
  public List<LeaseRecord> all() {
    return List.copyOf(leases.values());
  }

  /** Apply thread only, after the commit: empty = the lease is gone. */
  public void set(long id, Optional<LeaseRecord> lease) {
    if (lease.isPresent()) {
      leases.put(id, lease.get());
    } else {
      leases.remove(id);
    }
  }

  /** Keys attached to a lease, ascending. */
  public static List<Bytes> keysOf(Engine.Snapshot snapshot, long id) {
    List<Bytes> keys = new ArrayList<>();
    try (Engine.Cursor cursor =
        snapshot.scan(Table.LEASE, LeaseKey.attachmentsOf(id), LeaseKey.afterAttachmentsOf(id))) {
      while (cursor.next()) {
        keys.add(LeaseKey.key(cursor.key()));
      }
    }
    return keys;
  }
}
