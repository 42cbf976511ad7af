package dev.keelson.nodeagent.node;

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
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events of all a pool's nodes, each under its node's name: what client-go's recorder is to one
 * kubelet, for thousands. One virtual thread writes, at kubelet's own rate (50 a second after a
 * burst) times the nodes up to a bound, so that events never crowd out what they tell of; what does
 * not fit into the queue is dropped and counted.
 */
public final class KubeletEvents implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KubeletEvents.class);

  /** Notes that wait. */
  static final int CAPACITY = 4_000;

  private static final int REMEMBERED = 4_096;

  /** What happened where, to whom. */
  record Note(String host, JsonObject about, boolean isWarning, String reason, String message) {}

  private record Written(ObjectName name, int count) {}

  private final ResourceClient events;
  private final Timing timing;
  private final TokenBucket rate;
  private final BlockingQueue<Note> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final AtomicLong dropped = new AtomicLong();
  private long serial;
  private final Thread writer;
  private volatile boolean isClosed;

  /** Writer only. */
  private final Map<Note, Written> written =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Note, Written> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * @param perSecond events, over all nodes
   */
  public KubeletEvents(ApiClient client, double perSecond, int burst) {
    this.events = client.resource("v1", "events");
    this.timing = client.timing();
    this.rate = new TokenBucket(perSecond, burst, timing);
    this.writer = Thread.ofVirtual().name("kubelet-events").start(this::write);
  }

  /** Never waits. */
  void record(Note note) {
    timing.activity().begin();
    if (!queue.offer(note)) {
      timing.activity().end();
      dropped.incrementAndGet();
    }
    if (isClosed) {
      forget();
    }
  }

  private void forget() {
    for (Note note = queue.poll(); note != null; note = queue.poll()) {
      timing.activity().end();
    }
  }

  public long dropped() {
    return dropped.get();
  }

  private void write() {
    try {
      while (true) {
        Note note = queue.take();
        timing.activity().carry(() -> writeInTime(note));
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  private void writeInTime(Note note) throws InterruptedException {
    Duration wait = rate.reserve();
    if (wait.isPositive()) {
      timing.sleep(wait);
    }
    attempt(note);
  }

  private void attempt(Note note) {
    try {
      write(note);
    } catch (ApiFailure | TransportFailure e) {
      dropped.incrementAndGet();
      LOG.debug("an event about {} is lost: {}", note.about().text("name"), e.toString());
    } catch (RuntimeException e) {
      dropped.incrementAndGet();
      LOG.warn("an event about {} is lost", note.about().text("name"), e);
    }
  }

  private void write(Note note) {
    Written before = written.get(note);
    if (before != null && raise(before)) {
      written.put(note, new Written(before.name(), before.count() + 1));
    } else {
      written.put(note, new Written(events.create(event(note)).objectName(), 1));
    }
  }

  /** Whether the event was still there. */
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

  private ApiObject event(Note note) {
    String namespace = note.about().text("namespace", "default");
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, timing.now());
    String name = "%s.%x%04x".formatted(note.about().text("name"), micros, serial++ & 0xFFFF);
    return new ApiObject(
        JsonObject.builder()
            .put("kind", "Event")
            .put("apiVersion", "v1")
            .put(
                "metadata",
                JsonObject.builder().put("name", name).put("namespace", namespace).build())
            .put("involvedObject", note.about())
            .put("reason", note.reason())
            .put(
                "message",
                note.message().length() > 1024 ? note.message().substring(0, 1024) : note.message())
            .put(
                "source",
                JsonObject.builder().put("component", "kubelet").put("host", note.host()).build())
            .put("firstTimestamp", now())
            .put("lastTimestamp", now())
            .put("count", 1)
            .put("type", note.isWarning() ? "Warning" : "Normal")
            .put("eventTime", JsonNull.NULL)
            .put("reportingComponent", "kubelet")
            .put("reportingInstance", note.host())
            .build());
  }

  private String now() {
    return timing.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  @Override
  public void close() {
    isClosed = true;
    writer.interrupt();
    forget();
  }
}
