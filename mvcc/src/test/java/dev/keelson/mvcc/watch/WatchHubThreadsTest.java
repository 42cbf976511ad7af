package dev.keelson.mvcc.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.Revision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Real threads, for about two seconds: one publishes, four consume at different paces, two read
 * history.
 */
class WatchHubThreadsTest {
  private static final int KEYS = 4;
  private static final long PUBLISHING_NANOS = Duration.ofMillis(1500).toNanos();

  private final RememberedHistory history = new RememberedHistory();
  private volatile long lastRevision = Long.MAX_VALUE;

  /** Revision r changes key r mod 4 and nothing else. */
  private EventBatch revision(long revision) {
    KeyValue kv =
        KeyValue.of(Bytes.of("k" + revision % KEYS), revision, revision, 1, Bytes.of("v"), 0);
    return new EventBatch(
        revision, List.of(new Event(new Revision(revision, 0), kv, Optional.empty())));
  }

  @Test
  void noEventIsLostOrRepeatedOrOutOfOrder() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    try (ExecutorService reading = Executors.newFixedThreadPool(2);
        ExecutorService consuming = Executors.newFixedThreadPool(4);
        WatchHub hub = new WatchHub(history, reading, new WatchHub.Limits(64, 1 << 20, 50, 4096))) {
      List<Future<Long>> consumers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        consumers.add(consuming.submit(new Stream(hub, i, seed + i)));
      }
      publish(hub, new SplittableRandom(seed - 1));
      long events = 0;
      for (Future<Long> consumer : consumers) {
        events += consumer.get(30, TimeUnit.SECONDS);
      }
      System.out.println(lastRevision + " revisions, " + events + " events, " + hub.stats());
      assertThat(events).isGreaterThan(lastRevision);
      assertThat(hub.stats().pendingEvents()).isZero();
    }
  }

  private void publish(WatchHub hub, SplittableRandom random) {
    long end = System.nanoTime() + PUBLISHING_NANOS;
    long revision = history.head();
    while (System.nanoTime() < end && revision < 300_000) {
      List<EventBatch> entry = new ArrayList<>();
      int size = random.nextInt(1, 6);
      for (int i = 0; i < size; i++) {
        EventBatch batch = revision(++revision);
        history.add(batch);
        entry.add(batch);
      }
      if (random.nextInt(500) == 0) {
        hub.rebase(history);
      } else {
        hub.publish(entry);
      }
      if (random.nextInt(20) == 0) {
        Thread.yield();
      }
    }
    lastRevision = revision;
    hub.rebase(history);
    EventBatch farewell = revision(revision + 1);
    history.add(farewell);
    lastRevision = farewell.revision();
    hub.publish(List.of(farewell));
  }

  /** One consumer of 40 watchers, some of them closed and opened again on the way. */
  private final class Stream implements Callable<Long> {
    private final WatchHub hub;
    private final int slowness;
    private final SplittableRandom random;
    private final Semaphore woken = new Semaphore(0);
    private final Mailbox mailbox = new Mailbox(woken::release);

    /** Next revision due, per watcher. */
    private final Map<Watcher, Long> due = new IdentityHashMap<>();

    private long events;

    Stream(WatchHub hub, int slowness, long seed) {
      this.hub = hub;
      this.slowness = slowness;
      this.random = new SplittableRandom(seed);
    }

    @Override
    public Long call() throws Exception {
      for (int i = 0; i < 40; i++) {
        open();
      }
      while (!done()) {
        if (!woken.tryAcquire(20, TimeUnit.SECONDS)) {
          throw new AssertionError("not woken; due " + due.values() + " of " + lastRevision);
        }
        for (var told = mailbox.take(); told.isPresent(); told = mailbox.take()) {
          drain(told.get());
          boolean publishing = lastRevision == Long.MAX_VALUE;
          if (publishing && slowness > 0 && random.nextInt(4 - slowness + 1) == 0) {
            Thread.sleep(0, 200_000);
          }
        }
        if (lastRevision == Long.MAX_VALUE && random.nextInt(50) == 0) {
          Watcher victim = due.keySet().iterator().next();
          victim.close();
          due.remove(victim);
          open();
        }
      }
      due.keySet().forEach(Watcher::close);
      return events;
    }

    private boolean done() {
      long last = lastRevision;
      return due.entrySet().stream().allMatch(entry -> entry.getValue() > last);
    }

    private void open() {
      long start = Math.max(1, history.head() - 200 + random.nextInt(300));
      int key = random.nextInt(KEYS + 1);
      KeyRange range = key == KEYS ? KeyRange.ALL : KeyRange.one(Bytes.of("k" + key));
      Watcher watcher = hub.open(WatchSpec.of(range).from(start), mailbox);
      due.put(watcher, nextDue(watcher.spec(), Math.max(2, start)));
    }

    private long nextDue(WatchSpec spec, long from) {
      if (!spec.range().isOneKey()) {
        return from;
      }
      long key = Long.parseLong(spec.range().start().utf8().substring(1));
      return from + Math.floorMod(key - from, KEYS);
    }

    private void drain(Watcher watcher) {
      for (Delivery delivery = watcher.poll();
          delivery instanceof Delivery.Events(MatchedEvents matched);
          delivery = watcher.poll()) {
        for (EventBatch batch : matched.batches()) {
          Long expected = due.get(watcher);
          if (expected == null) {
            return; // closed while it was in the mailbox
          }
          assertThat(batch.revision()).isEqualTo(expected);
          due.put(watcher, nextDue(watcher.spec(), batch.revision() + 1));
          events++;
        }
      }
      Long next = due.get(watcher);
      long published = hub.published();
      if (next != null && next <= published && watcher.isSyncedTo(published)) {
        // it may have been given since it was drained, but then not be synced
        throw new AssertionError("synced to " + published + " without " + next);
      }
    }
  }
}
