package dev.keelson.apiserver.client.events;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.PatchType;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.client.time.TokenBucket;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonWriter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events, core v1, behind its caller's back: {@link #record} never waits and never fails.
 * The same again is a higher count on the event that is there. Of what happens to one object 25 are
 * written at once, then one in five minutes (client-go's bounds); more, and what does not fit into
 * the queue, is dropped and counted. One virtual thread writes.
 */
public final class EventRecorder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);

  /** Notes that wait to be written. */
  static final int CAPACITY = 1000;

  /** Events, and objects, that are remembered; the longest unused goes first. */
  static final int REMEMBERED = 4096;

  private static final int BURST = 25;
  private static final double PER_SECOND = 1.0 / 300;

  /** An event that was written. */
  private record Written(ObjectName name, int count) {}

  private final ResourceClient events;
  private final String component;
  private final String instance;
  private final Timing timing;
  private final BlockingQueue<EventNote> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong serial = new AtomicLong();

  /** Writing thread only. */
  private final Map<EventNote, Written> written = remembering();

  private final Map<JsonObject, TokenBucket> budgets = remembering();
  private volatile boolean isOver;
  private volatile Thread writer = Thread.ofVirtual().unstarted(() -> {});

  EventRecorder(ApiClient client, String component, String instance) {
    this.events = client.resource("v1", "events");
    this.component = component;
    this.instance = instance;
    this.timing = client.timing();
  }

  /**
   * @param component {@code default-scheduler}: what kubectl shows under From
   * @param instance of the component, such as the host's name
   */
  public static EventRecorder start(ApiClient client, String component, String instance) {
    EventRecorder recorder = new EventRecorder(client, component, instance);
    recorder.writer = Thread.ofVirtual().name("events-" + component).start(recorder::write);
    return recorder;
  }

  public void record(EventNote note) {
    timing.activity().begin();
    if (!queue.offer(note)) {
      timing.activity().end();
      dropped.incrementAndGet();
    }
    if (isOver) {
      forget();
    }
  }

  /** Notes that nobody will read. */
  public long dropped() {
    return dropped.get();
  }

  private void write() {
    try {
      while (true) {
        EventNote note = queue.take();
        timing.activity().carry(() -> writeOne(note));
      }
    } catch (InterruptedException _) {
      // Closed.
    } finally {
      isOver = true;
      forget();
    }
  }

  private void forget() {
    for (EventNote note = queue.poll(); note != null; note = queue.poll()) {
      timing.activity().end();
    }
  }

  /** What waits, on the caller's thread; for tests. */
  void writeWaiting() {
    for (EventNote note = queue.poll(); note != null; note = queue.poll()) {
      EventNote next = note;
      timing.activity().carry(() -> writeOne(next));
    }
  }

  private void writeOne(EventNote note) {
    try {
      write(note);
    } catch (ApiFailure | TransportFailure e) {
      dropped.incrementAndGet();
      LOG.debug("an event about {} is lost: {}", note.about().text("name"), e.getMessage());
    } catch (RuntimeException e) {
      dropped.incrementAndGet();
      LOG.warn("an event about {} is lost", note.about().text("name"), e);
    }
  }

  private void write(EventNote note) {
    JsonObject object = note.about().without("resourceVersion").without("fieldPath");
    if (!budgets
        .computeIfAbsent(object, _ -> new TokenBucket(PER_SECOND, BURST, timing))
        .tryTake()) {
      dropped.incrementAndGet();
      return;
    }
    EventNote key = sameness(note);
    Written before = written.get(key);
    if (before == null || !raise(before)) {
      ApiObject event = event(note);
      events.post(event);
      written.put(key, new Written(event.objectName(), 1));
    } else {
      written.put(key, new Written(before.name(), before.count() + 1));
    }
  }

  /** By what two notes are the same: all but the object's version. */
  private static EventNote sameness(EventNote note) {
    return new EventNote(
        note.about().without("resourceVersion"),
        note.isWarning(),
        note.reason(),
        note.message(),
        note.action());
  }

  /** Whether the event was still there: they live for an hour. */
  private boolean raise(Written before) {
    JsonObject change =
        JsonObject.builder().put("count", before.count() + 1).put("lastTimestamp", now()).build();
    try {
      events.patch(before.name(), PatchType.MERGE, JsonWriter.bytes(change));
      return true;
    } catch (ApiFailure e) {
      if (e.status().code() == 404) {
        return false;
      }
      throw e;
    }
  }

  private ApiObject event(EventNote note) {
    String namespace = note.about().text("namespace", "default");
    String name =
        "%s.%x%04x"
            .formatted(
                note.about().text("name"),
                ChronoUnit.MICROS.between(java.time.Instant.EPOCH, timing.now()),
                serial.getAndIncrement() & 0xFFFF);
    JsonObject.Builder tree =
        JsonObject.builder()
            .put("kind", "Event")
            .put("apiVersion", "v1")
            .put(
                "metadata",
                JsonObject.builder().put("name", name).put("namespace", namespace).build())
            .put("involvedObject", note.about())
            .put("reason", note.reason())
            .put("message", note.message())
            .put(
                "source",
                JsonObject.builder()
                    .put("component", component)
                    .putUnlessEmpty("host", instance)
                    .build())
            .put("firstTimestamp", now())
            .put("lastTimestamp", now())
            .put("count", 1)
            .put("type", note.type())
            .put("eventTime", JsonNull.NULL)
            .putUnlessEmpty("action", note.action())
            .put("reportingComponent", component)
            .put("reportingInstance", instance);
    return new ApiObject(tree.build());
  }

  private String now() {
    return timing.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static <K, V> Map<K, V> remembering() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > REMEMBERED;
      }
    };
  }

  /** What still waits is not written. */
  @Override
  public void close() {
    writer.interrupt();
  }
}
