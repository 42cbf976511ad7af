package dev.keelson.apiserver.server.storage;

import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.KvStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * The lease of what expires, given to many objects in turn: granted for a little longer than asked
 * for, and used as long as what is left of it is enough. One lock, held while a lease is granted,
 * so that of many only one is. Source: upstream {@code storage/etcd3/lease_manager.go}.
 */
final class SharedLease {
  private static final long LONGEST_REUSE = 60;
  private static final long MOST_OBJECTS = 1000;

  private final KvStore store;
  private final InstantSource clock;
  private final RandomGenerator random;
  private long id;
  private Instant end = Instant.MIN;
  private long objects;

  SharedLease(KvStore store, InstantSource clock, RandomGenerator random) {
    this.store = store;
    this.clock = clock;
    this.random = random;
  }

  /** A lease that lives {@code ttlSeconds}, up to a twentieth of it and 60 s longer. */
  synchronized long lasting(long ttlSeconds) {
    long reuse = Math.min(ttlSeconds / 20, LONGEST_REUSE);
    Instant now = clock.instant();
    Instant least = now.plusSeconds(ttlSeconds);
    boolean isEnough = least.isBefore(end) && least.plusSeconds(reuse).isAfter(end);
    if (!isEnough || ++objects > MOST_OBJECTS) {
      long wanted = ttlSeconds + reuse;
      long next = 1 + (random.nextLong() >>> 1) % (Long.MAX_VALUE - 1);
      id = StoreCalls.await(store.submit(new Command.LeaseGrant(next, wanted))).id();
      end = now.plus(Duration.ofSeconds(wanted));
      objects = 1;
    }
    return id;
  }
}
