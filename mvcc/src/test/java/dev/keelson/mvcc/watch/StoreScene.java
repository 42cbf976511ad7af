package dev.keelson.mvcc.watch;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.Revision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A hub with a store around it that knows puts and deletions, and a consumer with one mailbox. */
final class StoreScene {
  RememberedHistory history = new RememberedHistory();
  final SteppedExecutor executor = new SteppedExecutor();
  final WatchHub hub;
  int wakeUps;
  final Mailbox mailbox = new Mailbox(() -> wakeUps++);
  private final Map<Bytes, KeyValue> current = new HashMap<>();
  private final List<EventBatch> unpublished = new ArrayList<>();

  StoreScene() {
    this(WatchHub.Limits.DEFAULT);
  }

  StoreScene(WatchHub.Limits limits) {
    hub = new WatchHub(history, executor, limits);
  }

  /** One revision; "a=1" puts, "-a" deletes. Stored, not published. */
  EventBatch store(String... changes) {
    long revision = history.head() + 1;
    List<Event> events = new ArrayList<>();
    for (String change : changes) {
      String[] parts = change.split("=", 2);
      boolean put = parts.length == 2;
      Bytes key = Bytes.of(put ? parts[0] : change.substring(1));
      KeyValue before = current.get(key);
      KeyValue after =
          put
              ? KeyValue.of(
                  key,
                  before == null ? revision : before.createRevision(),
                  revision,
                  before == null ? 1 : before.version() + 1,
                  Bytes.of(parts[1]),
                  0)
              : KeyValue.tombstone(key, revision);
      if (put) {
        current.put(key, after);
      } else {
        current.remove(key);
      }
      events.add(
          new Event(new Revision(revision, events.size()), after, Optional.ofNullable(before)));
    }
    EventBatch batch = new EventBatch(revision, events);
    history.add(batch);
    unpublished.add(batch);
    return batch;
  }

  /** All that was stored and not published, in one call. */
  void publish() {
    hub.publish(List.copyOf(unpublished));
    unpublished.clear();
  }

  /** As after a snapshot: what was not published never will be. */
  void forgetUnpublished() {
    unpublished.clear();
  }

  void put(String... changes) {
    store(changes);
    publish();
  }

  Watcher open(WatchSpec spec) {
    return hub.open(spec, mailbox);
  }

  Watcher open(String key, long from) {
    return open(WatchSpec.of(KeyRange.one(Bytes.of(key))).from(from));
  }

  static WatchSpec prefix(String prefix) {
    return WatchSpec.of(KeyRange.prefix(Bytes.of(prefix)));
  }

  /** Takes all there is without letting history be read: "2:a=1 3:-a", a bar between deliveries. */
  static String taken(Watcher watcher) {
    List<String> deliveries = new ArrayList<>();
    for (Delivery delivery = watcher.poll();
        delivery != Delivery.Nothing.NOTHING;
        delivery = watcher.poll()) {
      deliveries.add(told(delivery));
    }
    return String.join(" | ", deliveries);
  }

  static String told(Delivery delivery) {
    return switch (delivery) {
      case Delivery.Events(MatchedEvents matched) ->
          String.join(
              " ",
              matched.batches().stream()
                  .flatMap(batch -> batch.events().stream())
                  .map(StoreScene::told)
                  .toList());
      case Delivery.Compacted(long floor) -> "compacted " + floor;
      case Delivery.Nothing _ -> "nothing";
    };
  }

  private static String told(Event event) {
    KeyValue kv = event.kv();
    return event.revision().main()
        + ":"
        + (event.isDelete() ? "-" + kv.key() : kv.key() + "=" + kv.value())
        + event.previous().map(before -> " (was " + before.value() + ")").orElse("");
  }

  /** Lets history be read, and takes, until nothing comes any more. */
  String settled(Watcher watcher) {
    StringBuilder all = new StringBuilder();
    do {
      executor.run();
      String more = taken(watcher);
      all.append(all.isEmpty() || more.isEmpty() ? "" : " | ").append(more);
    } while (executor.waiting() > 0);
    return all.toString();
  }
}
