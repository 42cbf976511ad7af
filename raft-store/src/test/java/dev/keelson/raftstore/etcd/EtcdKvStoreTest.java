package dev.keelson.raftstore.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.Compare;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.KvStore;
import dev.keelson.mvcc.KvStore.Consistency;
import dev.keelson.mvcc.LocalKvStore;
import dev.keelson.mvcc.OpResult;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.RangeResult;
import dev.keelson.mvcc.ReadView;
import dev.keelson.mvcc.Refusal;
import dev.keelson.mvcc.watch.Delivery;
import dev.keelson.mvcc.watch.Event;
import dev.keelson.mvcc.watch.Mailbox;
import dev.keelson.mvcc.watch.WatchSpec;
import dev.keelson.mvcc.watch.Watcher;
import dev.keelson.raftstore.etcd.client.EtcdEndpoints;
import dev.keelson.raftstore.etcd.client.EtcdKvStore;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client side of the wire against our server side of it, over a store in memory. */
class EtcdKvStoreTest {
  private static final KeyRange REGISTRY = KeyRange.prefix(Bytes.of("/registry/"));

  private Served served;
  private EtcdKvStore store;

  @BeforeEach
  void start() throws IOException {
    served = Served.start();
    store = EtcdKvStore.open(EtcdEndpoints.of("127.0.0.1:" + served.address.getPort()));
  }

  @AfterEach
  void stop() {
    store.close();
    served.close();
  }

  private static <T> T get(CompletableFuture<T> future) {
    try {
      return future.get(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static <T> T ok(CompletableFuture<Outcome<T>> future) {
    return get(future).orThrow();
  }

  private OpResult.PutResult put(String key, String value) {
    return ok(store.submit(Command.Put.of(key, value)));
  }

  /** Takes what is told, waiting for it. */
  private static final class Told {
    private final Semaphore woken = new Semaphore(0);
    private final Mailbox mailbox = new Mailbox(woken::release);
    final List<String> events = new ArrayList<>();
    final List<Long> revisions = new ArrayList<>();
    Optional<Long> compacted = Optional.empty();
    Watcher watcher;

    Told(KvStore store, WatchSpec spec) {
      watcher = store.watch(spec, mailbox);
    }

    void drain() {
      while (mailbox.take().isPresent()) {
        for (Delivery next = watcher.poll();
            next != Delivery.Nothing.NOTHING;
            next = watcher.poll()) {
          switch (next) {
            case Delivery.Events(var matched) ->
                matched
                    .batches()
                    .forEach(
                        batch -> {
                          revisions.add(batch.revision());
                          batch.events().forEach(each -> events.add(text(each)));
                        });
            case Delivery.Compacted(long revision) -> compacted = Optional.of(revision);
            case Delivery.Nothing _ -> throw new AssertionError();
          }
        }
      }
    }

    private static String text(Event event) {
      return (event.isDelete() ? "-" : "+")
          + event.kv().key()
          + "="
          + event.kv().value()
          + event.previous().map(p -> " was " + p.value()).orElse("");
    }

    void until(BooleanSupplier enough) throws InterruptedException {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      drain();
      while (!enough.getAsBoolean()) {
        assertThat(System.nanoTime()).as("in time; so far " + events).isLessThan(end);
        woken.tryAcquire(5, TimeUnit.MILLISECONDS);
        drain();
      }
    }
  }

  @Test
  void every_answer_is_what_the_store_itself_answers() {
    try (LocalKvStore same = LocalKvStore.inMemory()) {
      Random random = new Random(7);
      for (int i = 0; i < 400; i++) {
        Command<?> command = command(random);
        assertThat(get(store.submit(command)))
            .as("%s", command)
            .isEqualTo(get(same.submit(command)));
        RangeQuery query = query(random, same.revision());
        for (Consistency each : Consistency.values()) {
          Outcome<RangeResult> theirs = get(same.range(query, each));
          Outcome<RangeResult> ours = get(store.range(query, each));
          if (theirs instanceof Outcome.Refused<RangeResult>(Refusal.Compacted _)) {
            assertThat(ours).isInstanceOf(Outcome.Refused.class);
          } else {
            assertThat(ours).as("%s", query).isEqualTo(theirs);
          }
        }
        assertThat(store.revision()).isEqualTo(same.revision());
      }
    }
  }

  private static Bytes key(Random random) {
    return Bytes.of("/registry/" + (char) ('a' + random.nextInt(6)));
  }

  private static KeyRange range(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> KeyRange.one(key(random));
      case 1 -> KeyRange.from(key(random));
      case 2 -> new KeyRange(key(random), key(random));
      default -> REGISTRY;
    };
  }

  private static Command<?> command(Random random) {
    Bytes key = key(random);
    Command.Put put =
        new Command.Put(
            key, Bytes.of("v" + random.nextInt(100)), 0, random.nextBoolean(), false, false);
    return switch (random.nextInt(8)) {
      case 0 -> new Command.DeleteRange(range(random), random.nextBoolean());
      case 1, 2 -> {
        Compare.Target target =
            switch (random.nextInt(4)) {
              case 0 -> new Compare.Target.Mod(random.nextInt(3));
              case 1 -> new Compare.Target.Version(random.nextInt(3));
              case 2 -> new Compare.Target.Create(random.nextInt(3));
              default -> new Compare.Target.Value(Bytes.of("v1"));
            };
        Compare.Relation relation = Compare.Relation.values()[random.nextInt(4)];
        yield new Command.Txn(
            List.of(new Compare(KeyRange.one(key), relation, target)),
            List.of(put, RangeQuery.of(range(random))),
            List.of(
                RangeQuery.key(key),
                new Command.Txn(List.of(), List.of(put), List.of()),
                new Command.DeleteRange(KeyRange.one(Bytes.of("/registry/z")), true)));
      }
      case 3 -> new Command.Put(key, Bytes.EMPTY, 77, false, false, false); // no such lease
      default -> put;
    };
  }

  private static RangeQuery query(Random random, long head) {
    RangeQuery.SortOrder order = RangeQuery.SortOrder.values()[random.nextInt(3)];
    RangeQuery.SortTarget target = RangeQuery.SortTarget.values()[random.nextInt(5)];
    return new RangeQuery(
        range(random),
        random.nextInt(4),
        random.nextBoolean() ? 0 : 1 + random.nextLong(head),
        order,
        target,
        random.nextBoolean(),
        random.nextInt(4) == 0,
        random.nextInt(3) == 0
            ? new RangeQuery.RevisionFilter(head / 2, 0, 0, 0)
            : RangeQuery.RevisionFilter.NONE);
  }

  @Test
  void what_the_wire_refuses_is_refused() {
    put("/registry/a", "1");
    put("/registry/a", "2");
    ok(store.submit(new Command.Compact(3)));

    assertThat(get(store.range(RangeQuery.of(REGISTRY).atRevision(2), Consistency.LINEARIZABLE)))
        .isEqualTo(Outcome.refused(new Refusal.Compacted(3)));
    assertThat(get(store.range(RangeQuery.of(REGISTRY).atRevision(9), Consistency.SERIALIZABLE)))
        .isEqualTo(Outcome.refused(new Refusal.FutureRevision(3)));
    assertThat(get(store.submit(new Command.LeaseRevoke(5))))
        .isEqualTo(Outcome.refused(Refusal.Plain.LEASE_NOT_FOUND));
    assertThatThrownBy(() -> store.submit(new Command.PutFact(Bytes.of("a"), Optional.empty())))
        .isInstanceOf(IllegalArgumentException.class);
    byte[] large = new byte[2 << 20];
    assertThat(get(store.submit(Command.Put.of(Bytes.of("large"), Bytes.wrap(large)))))
        .isEqualTo(Outcome.refused(Refusal.Plain.REQUEST_TOO_LARGE));
    served.node.leader(false);
    store.close();
    assertThat(get(store.range(RangeQuery.of(REGISTRY), Consistency.LINEARIZABLE)))
        .isEqualTo(Outcome.refused(Refusal.Plain.STOPPED));
  }

  @Test
  void leases_live_and_are_renewed() {
    Command.LeaseGranted lease = ok(store.submit(new Command.LeaseGrant(7, 100)));
    assertThat(lease.id()).isEqualTo(7);
    ok(
        store.submit(
            new Command.Put(Bytes.of("k"), Bytes.of("v"), lease.id(), false, false, false)));

    assertThat(get(store.submit(new Command.LeaseGrant(7, 100))))
        .isEqualTo(Outcome.refused(Refusal.Plain.LEASE_EXISTS));
    assertThat(ok(store.keepAlive(7))).isEqualTo(100);
    assertThat(ok(store.keepAlive(8))).isZero();
    assertThat(ok(store.leases())).containsExactly(7L);
    assertThat(ok(store.timeToLive(7, true)).keys()).containsExactly(Bytes.of("k"));
    assertThat(ok(store.timeToLive(8, true))).isEqualTo(KvStore.LeaseStatus.unknown(8));
    ok(store.submit(new Command.LeaseRevoke(7)));
    assertThat(ok(store.range(RangeQuery.key(Bytes.of("k")), Consistency.SERIALIZABLE)).kvs())
        .isEmpty();
  }

  @Test
  void a_view_stays_as_it_is() {
    for (int i = 0; i < 2_500; i++) {
      served.node.kv().submit(Command.Put.of("/registry/%05d".formatted(i), "v"));
    }
    put("/registry/last", "v");
    try (ReadView view = ok(store.view(Consistency.LINEARIZABLE))) {
      put("/registry/later", "v");
      ok(store.submit(new Command.DeleteRange(KeyRange.one(Bytes.of("/registry/00001")), false)));

      assertThat(view.range(RangeQuery.of(REGISTRY)).orThrow().kvs()).hasSize(2_501);
      assertThat(view.range(RangeQuery.of(REGISTRY).withLimit(1_200)).orThrow())
          .matches(r -> r.more() && r.kvs().size() == 1_200 && r.count() == 2_501);
      assertThat(view.count(REGISTRY)).isEqualTo(2_501);
      assertThat(view.range(RangeQuery.of(REGISTRY), _ -> false))
          .isEqualTo(Outcome.refused(Refusal.Plain.ANSWER_TOO_LARGE));
      List<Bytes> keys = new ArrayList<>();
      try (ReadView.KeyCursor cursor = view.scan(REGISTRY, 0).orThrow()) {
        while (cursor.advance()) {
          KeyValue current = cursor.current();
          keys.add(current.key());
        }
      }
      assertThat(keys).hasSize(2_501).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  void a_watch_tells_every_change_and_how_far_it_is() throws Exception {
    put("/registry/a", "1");
    Told told = new Told(store, WatchSpec.of(REGISTRY).withPrevious());
    Told old = new Told(store, WatchSpec.of(REGISTRY).from(1));
    put("/registry/a", "2");
    ok(store.submit(new Command.DeleteRange(REGISTRY, false)));
    long elsewhere = put("other", "1").revision();

    told.until(() -> told.watcher.isSyncedTo(elsewhere));
    assertThat(told.events).containsExactly("+/registry/a=2 was 1", "-/registry/a= was 2");
    old.until(() -> old.watcher.isSyncedTo(elsewhere));
    assertThat(old.events).containsExactly("+/registry/a=1", "+/registry/a=2", "-/registry/a=");
    assertThat(told.watcher.isSyncedTo(elsewhere + 1)).isFalse();

    told.watcher.close();
    assertThat(told.watcher.isSyncedTo(elsewhere)).isFalse();
    long later = put("/registry/b", "1").revision();
    old.until(() -> old.watcher.isSyncedTo(later));
    assertThat(old.events).hasSize(4);
    assertThat(told.watcher.poll()).isEqualTo(Delivery.Nothing.NOTHING);
  }

  @Test
  void a_watch_into_compacted_history_ends() throws Exception {
    put("/registry/a", "1");
    put("/registry/a", "2");
    put("/registry/a", "3");
    ok(store.submit(new Command.Compact(4)));

    Told told = new Told(store, WatchSpec.of(REGISTRY).from(2));
    told.until(() -> told.compacted.isPresent());
    assertThat(told.compacted).contains(4L);
    assertThat(told.watcher.isSyncedTo(1)).isFalse();
  }

  @Test
  void who_takes_nothing_is_told_everything_later() throws Exception {
    put("/registry/first", "");
    Told told = new Told(store, WatchSpec.of(REGISTRY));
    String value = "x".repeat(1 << 20);
    for (int i = 0; i < 24; i++) {
      put("/registry/" + i, value);
    }
    long last = store.revision();
    told.until(() -> told.watcher.isSyncedTo(last));
    assertThat(told.revisions).hasSize(24).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void after_the_server_was_away_everything_goes_on() throws Exception {
    put("/registry/a", "1");
    Told told = new Told(store, WatchSpec.of(REGISTRY));
    long first = put("/registry/a", "2").revision();
    told.until(() -> told.watcher.isSyncedTo(first));

    InetSocketAddress address = served.address;
    served.server.close();
    served.node.kv().submit(Command.Put.of("/registry/a", "3")).get();
    CompletableFuture<Outcome<RangeResult>> meanwhile =
        store.range(RangeQuery.of(REGISTRY), Consistency.LINEARIZABLE);
    try (EtcdServer again = EtcdServer.start(served.node, EtcdServerConfig.on(address))) {
      assertThat(again.addresses()).contains(address);
      assertThat(ok(meanwhile).kvs()).hasSize(1);
      long last = put("/registry/a", "4").revision();
      told.until(() -> told.watcher.isSyncedTo(last));
      assertThat(told.events).containsExactly("+/registry/a=2", "+/registry/a=3", "+/registry/a=4");
    }
  }

  @Test
  void a_member_that_is_not_there_is_passed_over() throws IOException {
    int nobody;
    try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
      nobody = socket.getLocalPort();
    }
    EtcdEndpoints both =
        EtcdEndpoints.of(
            "http://127.0.0.1:%d,http://127.0.0.1:%d".formatted(nobody, served.address.getPort()));
    try (EtcdKvStore two = EtcdKvStore.open(both)) {
      for (int i = 0; i < 10; i++) {
        ok(two.submit(Command.Put.of("/registry/" + i, "v")));
        assertThat(ok(two.range(RangeQuery.of(REGISTRY), Consistency.SERIALIZABLE)).kvs())
            .hasSize(i + 1);
      }
    }
  }
}
