package dev.keelson.mvcc.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.Revision;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/** Prints what an event costs; asserts only that everything arrived. */
class WatchFanOutTest {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int ROUNDS = 3;

  @Test
  void aThousandWatchersOfOnePrefixOnEightStreams() {
    fanOut(
        "1,000 watchers of a prefix",
        1_000,
        2_000,
        1,
        _ -> "/registry/pods/",
        r -> "/registry/pods/" + r);
  }

  @Test
  void tenThousandDistinctPrefixes() {
    fanOut(
        "10,000 distinct prefixes",
        10_000,
        100_000,
        1,
        w -> "/registry/pods/" + w + "/",
        r -> "/registry/pods/" + r * 7919 % 10_000 + "/a");
  }

  @Test
  void entriesOfAHundredPuts() {
    fanOut(
        "1,000 watchers, 100 puts an entry",
        1_000,
        20_000,
        100,
        _ -> "/registry/pods/",
        r -> "/registry/pods/" + r);
  }

  private static void fanOut(
      String what,
      int watchers,
      int events,
      int perEntry,
      LongFunction<String> prefix,
      LongFunction<String> key) {
    WatchHub hub = new WatchHub(new RememberedHistory(), Runnable::run, WatchHub.Limits.DEFAULT);
    List<Mailbox> mailboxes = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      mailboxes.add(new Mailbox(() -> {}));
    }
    long used = usedMemory();
    for (int w = 0; w < watchers; w++) {
      hub.open(WatchSpec.of(KeyRange.prefix(Bytes.of(prefix.apply(w)))), mailboxes.get(w % 8));
    }
    long idle = (usedMemory() - used) / watchers;
    long revision = 1;
    for (int round = 0; round < ROUNDS; round++) {
      List<List<EventBatch>> entries = new ArrayList<>();
      while (entries.size() < events / perEntry) {
        List<EventBatch> entry = new ArrayList<>();
        for (int i = 0; i < perEntry; i++) {
          entry.add(put(++revision, key.apply(revision)));
        }
        entries.add(entry);
      }
      long taken = 0;
      long start = cpuNanos();
      for (List<EventBatch> entry : entries) {
        hub.publish(entry);
        taken += takeAll(mailboxes);
      }
      long nanos = cpuNanos() - start;
      if (round == ROUNDS - 1) {
        System.out.printf(
            "%s: %d ns an event, %d ns per event and watcher, published and taken; %d bytes an idle"
                + " watcher%n",
            what, nanos / events, nanos / taken, idle);
      }
      assertThat(taken).isEqualTo(hub.stats().eventsTotal() / (round + 1));
    }
    assertThat(hub.stats().pendingEvents()).isZero();
  }

  private static long takeAll(List<Mailbox> mailboxes) {
    long taken = 0;
    for (Mailbox mailbox : mailboxes) {
      for (var told = mailbox.take(); told.isPresent(); told = mailbox.take()) {
        while (told.get().poll() instanceof Delivery.Events(MatchedEvents matched)) {
          taken += matched.events();
        }
      }
    }
    return taken;
  }

  private static EventBatch put(long revision, String key) {
    KeyValue kv = KeyValue.of(Bytes.of(key), revision, revision, 1, Bytes.of("v".repeat(100)), 0);
    return new EventBatch(
        revision, List.of(new Event(new Revision(revision, 0), kv, Optional.empty())));
  }

  /** Processor time, not wall time: other work on the machine does not show. */
  private static long cpuNanos() {
    return THREADS.getCurrentThreadCpuTime();
  }

  private static long usedMemory() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
