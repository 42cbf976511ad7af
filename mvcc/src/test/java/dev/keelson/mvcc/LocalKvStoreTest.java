package dev.keelson.mvcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.mvcc.KvStore.Consistency;
import dev.keelson.mvcc.engine.MemoryEngine;
import dev.keelson.mvcc.watch.Delivery;
import dev.keelson.mvcc.watch.Mailbox;
import dev.keelson.mvcc.watch.WatchSpec;
import dev.keelson.mvcc.watch.Watcher;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The store without consensus; rules 42 to 44 as it judges them. */
class LocalKvStoreTest {
  private Instant now = Instant.EPOCH;
  private final MemoryEngine engine = new MemoryEngine();
  private final LocalKvStore store = LocalKvStore.open(new Reopened(engine), () -> now);

  @AfterEach
  void close() {
    store.close();
  }

  private <R> R run(Command<R> command) {
    return store.submit(command).join().orThrow();
  }

  private static Command.Put leased(String key, long lease) {
    return new Command.Put(Bytes.of(key), Bytes.of("v"), lease, false, false, false);
  }

  private long count() {
    RangeQuery all = RangeQuery.of(KeyRange.ALL).onlyCount();
    return store.range(all, Consistency.LINEARIZABLE).join().orThrow().count();
  }

  @Test
  void aForkGoesItsOwnWay() {
    try (LocalKvStore base = LocalKvStore.open(new MemoryEngine(), () -> now)) {
      base.submit(Command.Put.of("a", "1")).join();
      try (LocalKvStore fork = base.fork(() -> now)) {
        base.submit(Command.Put.of("b", "base")).join();
        fork.submit(Command.Put.of("a", "2")).join();
        assertThat(fork.revision()).isEqualTo(3);
        assertThat(value(base, "a")).isEqualTo("1");
        assertThat(value(fork, "a")).isEqualTo("2");
        assertThat(value(fork, "b")).isEmpty();
      }
      assertThat(value(base, "b")).isEqualTo("base");
    }
    assertThatThrownBy(() -> store.fork(() -> now)).isInstanceOf(IllegalStateException.class);
  }

  private static String value(KvStore of, String key) {
    RangeQuery query = RangeQuery.key(Bytes.of(key));
    return of.range(query, Consistency.LINEARIZABLE).join().orThrow().kvs().stream()
        .map(each -> each.value().utf8())
        .findFirst()
        .orElse("");
  }

  @Test
  void whatWasAcknowledgedIsRead() {
    assertThat(run(Command.Put.of("a", "1")).revision()).isEqualTo(2);
    assertThat(store.revision()).isEqualTo(2);
    RangeResult read =
        store.range(RangeQuery.key(Bytes.of("a")), Consistency.SERIALIZABLE).join().orThrow();
    assertThat(read.kvs().getFirst().value()).isEqualTo(Bytes.of("1"));
    try (ReadView view = store.view(Consistency.LINEARIZABLE).join().orThrow()) {
      assertThat(view.revision()).isEqualTo(2);
    }
    assertThat(run(new Command.Txn(List.of(), List.of(RangeQuery.key(Bytes.of("a"))), List.of())))
        .extracting(OpResult.TxnResult::revision)
        .isEqualTo(2L);
  }

  @Test
  void manyAtOnceKeepTheirOrder() {
    List<CompletableFuture<Outcome<OpResult.PutResult>>> puts = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      puts.add(store.submit(Command.Put.of("k" + i % 10, "" + i)));
    }
    for (int i = 0; i < puts.size(); i++) {
      assertThat(puts.get(i).join().orThrow().revision()).isEqualTo(i + 2);
    }
  }

  @Test
  void malformedCommandsAreTheCallersMistake() {
    assertThatThrownBy(() -> store.submit(Command.Put.of("", "1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("EMPTY_KEY");
  }

  @Test
  void rule42_expiredLeasesEndAtTheTickAndNotBefore() {
    run(new Command.LeaseGrant(7, 5));
    run(leased("a", 7));
    now = now.plusMillis(4999);
    assertThat(store.tick()).isZero();
    assertThat(count()).isEqualTo(1);
    now = now.plusMillis(1);
    assertThat(store.tick()).isEqualTo(1);
    assertThat(count()).isZero();
    assertThat(store.tick()).isZero();
    assertThat(store.timeToLive(7, true).join().orThrow())
        .isEqualTo(KvStore.LeaseStatus.unknown(7));
  }

  @Test
  void rule42_atMost500LeasesEndInOneTick() {
    for (int i = 1; i <= 501; i++) {
      store.submit(new Command.LeaseGrant(i, 1));
    }
    run(new Command.LeaseGrant(1000, 5));
    now = now.plusSeconds(2);
    assertThat(store.tick()).isEqualTo(500);
    assertThat(store.tick()).isEqualTo(1);
    assertThat(store.leases().join().orThrow()).containsExactly(1000L);
  }

  @Test
  void rule42_afterARestartALeaseHasWhatItsLastCheckpointLeft() {
    run(new Command.LeaseGrant(7, 100));
    run(new Command.LeaseGrant(8, 100));
    run(new Command.LeaseCheckpoint(java.util.Map.of(8L, 30L)));
    store.close();
    now = now.plus(Duration.ofDays(1));
    try (LocalKvStore again = LocalKvStore.open(engine, () -> now)) {
      assertThat(again.leases().join().orThrow()).containsExactly(8L, 7L);
      assertThat(again.timeToLive(8, false).join().orThrow().ttl()).isEqualTo(30);
      assertThat(again.timeToLive(7, false).join().orThrow().ttl()).isEqualTo(100);
    }
  }

  @Test
  void rule43_keepAliveAnswersTheGrantedTtlAndStartsAnew() {
    run(new Command.LeaseGrant(7, 5));
    now = now.plusSeconds(4);
    assertThat(store.keepAlive(7).join().orThrow()).isEqualTo(5);
    now = now.plusSeconds(4);
    assertThat(store.tick()).isZero();
    assertThat(store.keepAlive(99).join().orThrow()).as("unknown").isZero();
  }

  @Test
  void rule43_anExpiredLeaseIsNotSaved() {
    run(new Command.LeaseGrant(7, 5));
    run(leased("a", 7));
    now = now.plusSeconds(5);
    assertThat(store.keepAlive(7).join().orThrow()).isZero();
    assertThat(count()).isZero();
  }

  @Test
  void rule44_timeToLiveIsRoundedDown() {
    run(new Command.LeaseGrant(7, 5));
    run(leased("b", 7));
    run(leased("a", 7));
    now = now.plusMillis(1100);
    assertThat(store.timeToLive(7, true).join().orThrow())
        .isEqualTo(new KvStore.LeaseStatus(7, 3, 5, List.of(Bytes.of("a"), Bytes.of("b"))));
    assertThat(store.timeToLive(7, false).join().orThrow().keys()).isEmpty();
  }

  @Test
  void physicalCompactionCompletesWhenTheDataIsGone() {
    for (int i = 0; i < 50; i++) {
      run(Command.Put.of("a", "" + i));
    }
    long before = store.store().logicalBytes();
    assertThat(store.compactPhysically(51).join().orThrow()).isEqualTo(51);
    assertThat(store.store().logicalBytes()).isLessThan(before / 20);
    assertThat(store.compactPhysically(51).join())
        .isEqualTo(Outcome.refused(new Refusal.Compacted(51)));
  }

  @Test
  void watchersSeeThePastAndThePresent() throws InterruptedException {
    run(Command.Put.of("a", "1"));
    Semaphore woken = new Semaphore(0);
    Mailbox mailbox = new Mailbox(woken::release);
    List<Long> seen = new ArrayList<>();
    try (Watcher watcher = store.watch(WatchSpec.of(KeyRange.ALL).from(2), mailbox)) {
      run(Command.Put.of("b", "1"));
      while (seen.size() < 2) {
        assertThat(woken.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        while (mailbox.take().isPresent()) {
          while (watcher.poll() instanceof Delivery.Events events) {
            events.matched().batches().forEach(batch -> seen.add(batch.revision()));
          }
        }
      }
    }
    assertThat(seen).containsExactly(2L, 3L);
  }

  @Test
  void whatCausesNoChangeIsToldToo() {
    assertThat(store.submit(new Command.Compact(9)).join())
        .isEqualTo(Outcome.refused(new Refusal.FutureRevision(1)));
  }

  @Test
  void afterCloseEverythingIsRefused() {
    CompletableFuture<Outcome<OpResult.PutResult>> last = store.submit(Command.Put.of("a", "1"));
    store.close();
    assertThat(last.join()).isInstanceOf(Outcome.Ok.class);
    Outcome<?> stopped = Outcome.refused(Refusal.Plain.STOPPED);
    assertThat((Object) store.submit(Command.Put.of("a", "2")).join()).isEqualTo(stopped);
    assertThat((Object) store.range(RangeQuery.of(KeyRange.ALL), Consistency.SERIALIZABLE).join())
        .isEqualTo(stopped);
    assertThat((Object) store.view(Consistency.SERIALIZABLE).join()).isEqualTo(stopped);
    assertThat((Object) store.keepAlive(1).join()).isEqualTo(stopped);
    assertThat((Object) store.leases().join()).isEqualTo(stopped);
  }

  @Test
  void aStoreInMemoryTicksByItself() throws Exception {
    try (LocalKvStore self = LocalKvStore.inMemory()) {
      Semaphore woken = new Semaphore(0);
      self.submit(new Command.LeaseGrant(7, 1)).join().orThrow();
      self.submit(leased("a", 7)).join().orThrow();
      Watcher watcher = self.watch(WatchSpec.of(KeyRange.ALL), new Mailbox(woken::release));
      assertThat(woken.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
      assertThat(((Delivery.Events) watcher.poll()).matched().batches().getFirst().events())
          .allMatch(event -> event.isDelete());
    }
  }
}
