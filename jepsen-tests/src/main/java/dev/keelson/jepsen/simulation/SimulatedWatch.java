package dev.keelson.jepsen.simulation;

import dev.keelson.jepsen.history.Keys;
import dev.keelson.jepsen.history.Recorder;
import dev.keelson.jepsen.history.WatchHistory;
import dev.keelson.mvcc.KvStore;
import dev.keelson.mvcc.watch.Delivery;
import dev.keelson.mvcc.watch.Event;
import dev.keelson.mvcc.watch.EventBatch;
import dev.keelson.mvcc.watch.Mailbox;
import dev.keelson.mvcc.watch.WatchSpec;
import dev.keelson.mvcc.watch.Watcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Watches a prefix, and goes on elsewhere from where it was when its member is gone. */
final class SimulatedWatch {
  private static final Duration AGAIN = Duration.ofMillis(200);
  private static final Duration LAZY = Duration.ofMillis(20);

  private final Simulation simulation;
  private final VirtualTime time;
  private final Dice dice;
  private final Keys keys;
  private final boolean previous;
  private final Recorder.WatchLog log;
  private int member;
  private long next;
  private Optional<Watcher> watcher = Optional.empty();
  private Mailbox mailbox = new Mailbox(() -> {});
  private boolean reading;

  SimulatedWatch(Simulation simulation, int client, Keys keys, Recorder recorder, Dice dice) {
    this.simulation = simulation;
    this.time = simulation.time();
    this.dice = dice;
    this.keys = keys;
    this.previous = dice.oneIn(2);
    this.member = dice.below(simulation.size());
    this.log = recorder.watch(client, "m" + member);
  }

  void open() {
    Optional<KvStore> kv = simulation.member(member).kv();
    if (kv.isEmpty()) {
      again();
      return;
    }
    WatchSpec spec = WatchSpec.of(Calls.range(keys)).from(next);
    mailbox = new Mailbox(this::readSoon);
    log.add(new WatchHistory.Opened(log.now(), keys, next, previous, false, true, true));
    watcher = Optional.of(kv.get().watch(previous ? spec.withPrevious() : spec, mailbox));
    long created = kv.get().revision();
    log.add(new WatchHistory.Created(log.now(), created));
    next = next == 0 ? created + 1 : next;
    readSoon();
  }

  private void again() {
    member = dice.below(simulation.size());
    time.after(dice.around(AGAIN), this::open);
  }

  void lost(int gone) {
    if (gone == member && watcher.isPresent()) {
      watcher = Optional.empty();
      log.add(new WatchHistory.Broken(log.now(), "the member was killed"));
      again();
    }
  }

  private void readSoon() {
    if (!reading) {
      reading = true;
      time.after(dice.around(LAZY), this::read);
    }
  }

  private void read() {
    reading = false;
    if (watcher.isEmpty()) {
      return;
    }
    Watcher here = watcher.get();
    while (mailbox.take().isPresent()) {
      // there is one watcher in it
    }
    for (Delivery delivery = here.poll();
        delivery != Delivery.Nothing.NOTHING;
        delivery = here.poll()) {
      take(delivery);
    }
  }

  private void take(Delivery delivery) {
    switch (delivery) {
      case Delivery.Events(var matched) -> {
        if (simulation.bug() == Bug.LOST_EVENT && dice.oneIn(30)) {
          return;
        }
        List<WatchHistory.Event> events = new ArrayList<>();
        for (EventBatch batch : matched.batches()) {
          for (Event event : batch.events()) {
            events.add(event(event));
          }
        }
        log.add(new WatchHistory.Delivered(log.now(), matched.revision(), events));
        next = matched.lastRevision() + 1;
      }
      case Delivery.Compacted(long floor) -> {
        log.add(new WatchHistory.Cancelled(log.now(), floor, floor, "compacted"));
        watcher = Optional.empty();
        next = floor;
        again();
      }
      case Delivery.Nothing.NOTHING -> {}
    }
  }

  private WatchHistory.Event event(Event event) {
    return new WatchHistory.Event(
        event.isDelete() ? WatchHistory.Kind.DELETE : WatchHistory.Kind.PUT,
        Calls.pair(event.kv()),
        previous ? event.previous().map(Calls::pair) : Optional.empty());
  }
}
