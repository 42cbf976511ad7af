package dev.keelson.nodeagent.node;

import dev.keelson.apiserver.client.DeleteOptions;
import dev.keelson.apiserver.client.PatchType;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.client.WriteOptions;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonWriter;
import dev.keelson.nodeagent.pod.PodMachine;
import dev.keelson.nodeagent.pod.Sync;
import dev.keelson.nodeagent.spec.PodView;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pod's mailbox: brings its machine forward, and the API what came of it. At rest it holds its
 * machine and two names; the pod itself lies in the informer's store alone.
 */
public final class PodWorker extends Mailbox {
  private static final Logger LOG = LoggerFactory.getLogger(PodWorker.class);
  private static final WriteOptions BY_KUBELET = WriteOptions.by("kubelet");
  private static final Duration FIRST_RETRY = Duration.ofMillis(500);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);
  private static final Timing.Task NO_TIMER = () -> {};

  private final ObjectName name;
  private final String key;
  private final HostedNode node;
  private final Services services;
  private final PodMachine machine;
  private volatile boolean isStatic;

  /** Below: by the serving thread. */
  private Timing.Task timer = NO_TIMER;

  private volatile Instant timerAt = Instant.MAX;
  private Duration retry = FIRST_RETRY;
  private boolean isDeleteSent;

  /** What was sent and has not come back to the store yet; empty: nothing. */
  private JsonObject sent = JsonObject.EMPTY;

  private long sentVersion;

  /**
   * @param key {@link #keyOf} of the pod
   */
  public PodWorker(ObjectName name, String key, HostedNode node, Services services) {
    super(services.podWork());
    this.name = name;
    this.key = key;
    this.node = node;
    this.services = services;
    this.machine = new PodMachine(key, node);
  }

  /** A mirror pod may come and go; what it mirrors goes on. */
  public static String keyOf(ApiObject pod) {
    PodView view = new PodView(pod);
    return view.mirrorOf().isEmpty() ? pod.uid() : view.mirrorOf();
  }

  public String key() {
    return key;
  }

  public HostedNode node() {
    return node;
  }

  public PodMachine machine() {
    return machine;
  }

  /** Whether a manifest wants it, whatever becomes of its mirror. */
  public void setStatic(boolean wanted) {
    isStatic = wanted;
  }

  public boolean isStatic() {
    return isStatic;
  }

  @Override
  void work() {
    if (node.isPaused()) {
      return;
    }
    Optional<ApiObject> found = services.pods().get(name);
    if (found.isEmpty() || !keyOf(found.get()).equals(key)) {
      if (!isStatic) {
        timer.cancel();
        machine.forget();
      }
      return;
    }
    try {
      bringForward(new PodView(found.get()));
      retry = FIRST_RETRY;
    } catch (ApiFailure | TransportFailure e) {
      LOG.debug("pod {}: {}", name, e.toString());
      wakeAt(services.timing().now().plus(retry));
      Duration doubled = retry.multipliedBy(2);
      retry = doubled.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : doubled;
    }
  }

  private void bringForward(PodView pod) {
    Sync sync = machine.sync(pod, isStatic, services.timing().now());
    wakeAt(sync.wakeAt());
    boolean isCaughtUp = sent.isEmpty() || version(pod.object()) >= sentVersion;
    JsonObject known = isCaughtUp ? pod.status() : sent;
    Optional<JsonObject> changes = StatusPatch.between(known, sync.status());
    if (changes.isPresent()) {
      if (!push(pod, changes.get(), sync.status())) {
        return;
      }
    } else if (isCaughtUp) {
      sent = JsonObject.EMPTY;
      machine.confirmed();
    }
    boolean isMirrorGoing = isStatic && pod.isBeingDeleted();
    if ((sync.isOver() && pod.isBeingDeleted() || isMirrorGoing) && !isDeleteSent) {
      delete(pod);
    }
  }

  private static long version(ApiObject object) {
    try {
      return Long.parseLong(object.resourceVersion());
    } catch (NumberFormatException _) {
      return Long.MAX_VALUE;
    }
  }

  /** False: there is no such pod any more. */
  private boolean push(PodView pod, JsonObject changes, JsonObject whole) {
    JsonObject patch =
        JsonObject.builder()
            .put("metadata", JsonObject.of("uid", JsonString.of(pod.uid())))
            .put("status", changes)
            .build();
    try {
      ApiObject after =
          pods()
              .subresource("status")
              .patch(name, PatchType.STRATEGIC_MERGE, JsonWriter.bytes(patch), BY_KUBELET);
      sent = whole;
      sentVersion = version(after);
      return true;
    } catch (ApiFailure e) {
      if (isGone(e)) {
        return false;
      }
      if (e.status().code() == 422) {
        LOG.warn("pod {}: its status is refused: {}", name, e.getMessage());
      }
      throw e;
    }
  }

  private void delete(PodView pod) {
    try {
      pods().delete(name, DeleteOptions.USUAL.withGrace(0).onlyUid(pod.uid()));
    } catch (ApiFailure e) {
      if (!isGone(e)) {
        throw e;
      }
    }
    isDeleteSent = !isStatic;
  }

  /** Not there, or another of the same name. */
  private static boolean isGone(ApiFailure e) {
    return e.status().code() == 404 || e.status().code() == 409;
  }

  private ResourceClient pods() {
    return services.client().resource("v1", "pods");
  }

  private void wakeAt(Instant time) {
    if (time.equals(timerAt) && timer != NO_TIMER) {
      return;
    }
    timer.cancel();
    timer = NO_TIMER;
    timerAt = time;
    if (time != Instant.MAX) {
      Duration wait = Duration.between(services.timing().now(), time);
      if (wait.isPositive()) {
        timer = services.timing().schedule(wait, this::alarm);
      } else {
        alarm();
      }
    }
  }

  private void alarm() {
    timerAt = Instant.MIN; // Whatever comes next is another.
    wake();
  }
}
