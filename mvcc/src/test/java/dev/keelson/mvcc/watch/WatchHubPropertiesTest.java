package dev.keelson.mvcc.watch;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.KeyRange;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.slf4j.LoggerFactory;

/**
 * Whatever is published, opened, closed, compacted, installed, and however slowly it is taken: a
 * watcher's events are exactly those after its start, in order, each once, and only compaction ends
 * it early.
 */
class WatchHubPropertiesTest {
  private static final WatchHub.Limits TIGHT = new WatchHub.Limits(5, 900, 4, 400);

  /** History breaks often here, and each time is logged with its stack. */
  @BeforeContainer
  static void silence() {
    ((Logger) LoggerFactory.getLogger(WatchHub.class)).setLevel(Level.OFF);
  }

  @AfterContainer
  static void speakAgain() {
    ((Logger) LoggerFactory.getLogger(WatchHub.class)).setLevel(null);
  }

  sealed interface Step {
    /** Each string is one revision; all in one publication. */
    record Publish(List<List<String>> revisions) implements Step {}

    /** {@code startOffset} from head; -100: start 0. */
    record Open(KeyRange range, int startOffset, int flags) implements Step {}

    record Close(int watcher) implements Step {}

    /** Without taking it from the mailbox. */
    record Poll(int watcher, int times) implements Step {}

    enum Simple implements Step {
      READ_ONE,
      READ_ALL,
      TAKE_MAIL,
      COMPACT_NEAR_HEAD,
      BREAK_HISTORY
    }

    record Rebase(List<List<String>> unpublished, boolean breakOld) implements Step {}
  }

  /** What one watcher should get and got. */
  private static final class Account {
    final WatchSpec spec;
    final long start;
    final List<Event> got = new ArrayList<>();
    boolean compacted;
    boolean closed;

    Account(WatchSpec spec, long start) {
      this.spec = spec;
      this.start = start;
    }

    List<Event> due(RememberedHistory history, long through) {
      List<Event> due = new ArrayList<>();
      Wish wish = Wish.of(spec);
      for (EventBatch batch : history.between(start, through)) {
        for (Event event : batch.events()) {
          if (spec.range().contains(event.kv().key()) && wish.wants(event)) {
            due.add(
                spec.previous()
                    ? event
                    : new Event(event.revision(), event.kv(), Optional.empty()));
          }
        }
      }
      return due;
    }

    void take(Delivery delivery, RememberedHistory history) {
      if (delivery != Delivery.Nothing.NOTHING) {
        assertThat(compacted || closed).as("a delivery after the end").isFalse();
      }
      switch (delivery) {
        case Delivery.Events(MatchedEvents matched) -> {
          assertThat(matched.previous()).isEqualTo(spec.previous());
          assertThat(matched.batches()).hasSizeLessThanOrEqualTo(TIGHT.sliceRevisions());
          matched.batches().forEach(batch -> got.addAll(batch.events()));
          assertThat(due(history, matched.lastRevision())).isEqualTo(got);
        }
        case Delivery.Compacted(long floor) -> {
          compacted = true;
          assertThat(floor).isLessThanOrEqualTo(history.floor()).isGreaterThan(start);
          long last = got.isEmpty() ? 0 : got.getLast().revision().main();
          assertThat(last).as("compacted before it could be read").isLessThan(floor);
        }
        case Delivery.Nothing _ -> {}
      }
    }
  }

  @Property(tries = 1000)
  void everyWatcherGetsExactlyItsEventsInOrder(@ForAll("steps") List<Step> steps) {
    AtomicInteger wakeUps = new AtomicInteger();
    Mailbox mailbox = new Mailbox(wakeUps::incrementAndGet);
    StoreScene scene = new StoreScene(TIGHT);
    Map<Watcher, Account> accounts = new IdentityHashMap<>();
    List<Watcher> watchers = new ArrayList<>();
    for (Step step : steps) {
      int before = wakeUps.get();
      switch (step) {
        case Step.Publish(List<List<String>> revisions) -> {
          revisions.forEach(changes -> scene.store(changes.toArray(String[]::new)));
          scene.publish();
          assertThat(wakeUps.get()).isLessThanOrEqualTo(before + 1);
        }
        case Step.Open(KeyRange range, int startOffset, int flags) -> {
          long head = scene.history.head();
          long start = startOffset == -100 ? 0 : Math.max(1, head + startOffset);
          WatchSpec spec =
              new WatchSpec(range, start, (flags & 1) != 0, (flags & 6) == 2, (flags & 6) == 4);
          Watcher watcher = scene.hub.open(spec, mailbox);
          watchers.add(watcher);
          accounts.put(watcher, new Account(spec, start == 0 ? head + 1 : start));
        }
        case Step.Close(int at) -> {
          if (!watchers.isEmpty()) {
            Watcher watcher = watchers.get(at % watchers.size());
            watcher.close();
            accounts.get(watcher).closed = true;
          }
        }
        case Step.Poll(int at, int times) -> {
          for (int i = 0; i < times && !watchers.isEmpty(); i++) {
            Watcher watcher = watchers.get(at % watchers.size());
            accounts.get(watcher).take(watcher.poll(), scene.history);
          }
        }
        case Step.Rebase(List<List<String>> unpublished, boolean breakOld) -> {
          unpublished.forEach(changes -> scene.store(changes.toArray(String[]::new)));
          scene.forgetUnpublished();
          RememberedHistory fresh = scene.history.copy();
          scene.history.setBroken(breakOld);
          scene.history = fresh;
          scene.hub.rebase(fresh);
        }
        case Step.Simple simple -> {
          switch (simple) {
            case READ_ONE -> scene.executor.step();
            case READ_ALL -> scene.executor.run();
            case TAKE_MAIL -> takeMail(mailbox, accounts, scene);
            case COMPACT_NEAR_HEAD -> scene.history.compact(scene.history.head() - 2);
            case BREAK_HISTORY -> scene.history.setBroken(true);
          }
        }
      }
      promisesHold(accounts, scene);
    }
    everythingArrives(mailbox, wakeUps, accounts, scene);
  }

  private static void takeMail(Mailbox mailbox, Map<Watcher, Account> accounts, StoreScene scene) {
    for (var told = mailbox.take(); told.isPresent(); told = mailbox.take()) {
      Delivery delivery;
      do {
        delivery = told.get().poll();
        accounts.get(told.get()).take(delivery, scene.history);
      } while (delivery != Delivery.Nothing.NOTHING);
    }
  }

  private static void promisesHold(Map<Watcher, Account> accounts, StoreScene scene) {
    long head = scene.history.head();
    accounts.forEach(
        (watcher, account) -> {
          for (long revision : new long[] {head - 3, head - 1, head}) {
            if (watcher.isSyncedTo(revision)) {
              assertThat(account.spec.startRevision()).isLessThanOrEqualTo(revision);
              assertThat(account.got).containsAll(account.due(scene.history, revision));
            }
          }
        });
  }

  /** By mail alone, taken only when woken: so no wake-up was lost either. */
  private static void everythingArrives(
      Mailbox mailbox, AtomicInteger wakeUps, Map<Watcher, Account> accounts, StoreScene scene) {
    scene.history.setBroken(false);
    scene.put("unwatched=1");
    takeMail(mailbox, accounts, scene);
    int seen;
    do {
      seen = wakeUps.get();
      scene.executor.run();
      if (wakeUps.get() != seen) {
        takeMail(mailbox, accounts, scene);
      }
    } while (wakeUps.get() != seen || scene.executor.waiting() > 0);
    long head = scene.history.head();
    accounts.forEach(
        (watcher, account) -> {
          if (!account.closed && !account.compacted) {
            assertThat(account.got).isEqualTo(account.due(scene.history, head));
            assertThat(watcher.isSyncedTo(head)).isEqualTo(account.spec.startRevision() <= head);
          }
        });
    WatchHub.Stats stats = scene.hub.stats();
    assertThat(stats.pendingEvents()).isZero();
    assertThat(stats.slowWatchers()).isZero();
    assertThat(stats.watchers())
        .isEqualTo(accounts.values().stream().filter(a -> !a.closed && !a.compacted).count());
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<String> change =
        Arbitraries.of(
            "a=1", "a=22", "-a", "ab=1", "-ab", "b=1", "-b", "b=" + "x".repeat(250), "c=1", "-c");
    Arbitrary<List<List<String>>> revisions =
        change.list().ofMinSize(1).ofMaxSize(3).uniqueElements().list().ofMinSize(1).ofMaxSize(7);
    Arbitrary<KeyRange> ranges =
        Arbitraries.of(
            KeyRange.ALL,
            KeyRange.one(Bytes.of("a")),
            KeyRange.one(Bytes.of("b")),
            KeyRange.prefix(Bytes.of("a")),
            KeyRange.from(Bytes.of("b")),
            new KeyRange(Bytes.of("a"), Bytes.of("b")),
            new KeyRange(Bytes.of("ab"), Bytes.of("c")));
    Arbitrary<Integer> start =
        Arbitraries.frequencyOf(
            Tuple.of(2, Arbitraries.just(-100)),
            Tuple.of(3, Arbitraries.integers().between(-15, 6)));
    Arbitrary<Integer> which = Arbitraries.integers().between(0, 30);
    return Arbitraries.frequencyOf(
            Tuple.of(8, revisions.map(Step.Publish::new)),
            Tuple.of(
                6,
                Combinators.combine(ranges, start, Arbitraries.integers().between(0, 7))
                    .as(Step.Open::new)),
            Tuple.of(1, which.map(Step.Close::new)),
            Tuple.of(
                4,
                Combinators.combine(which, Arbitraries.integers().between(1, 4))
                    .as(Step.Poll::new)),
            Tuple.of(
                8,
                Arbitraries.frequency(
                    Tuple.of(6, Step.Simple.READ_ONE),
                    Tuple.of(2, Step.Simple.READ_ALL),
                    Tuple.of(3, Step.Simple.TAKE_MAIL),
                    Tuple.of(1, Step.Simple.COMPACT_NEAR_HEAD),
                    Tuple.of(1, Step.Simple.BREAK_HISTORY))),
            Tuple.of(
                1,
                Combinators.combine(revisions, Arbitraries.of(true, false)).as(Step.Rebase::new)))
        .list()
        .ofMaxSize(60);
  }
}
