package dev.keelson.nodeagent.node;

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
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers one node and keeps it heard of. */
public final class NodeWorker extends Mailbox {
  private static final Logger LOG = LoggerFactory.getLogger(NodeWorker.class);
  private static final WriteOptions BY_KUBELET = WriteOptions.by("kubelet");
  private static final Duration FIRST_RETRY = Duration.ofMillis(100);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(7);
  private static final Duration LEASE_RETRY = Duration.ofMillis(200);

  private final HostedNode node;
  private final Services services;
  private final ResourceClient nodes;
  private final ResourceClient leases;
  private volatile boolean isClosed;
  private volatile boolean isChanged;
  private volatile String trouble = "not registered yet";

  /** Below: by the serving thread. Moments of {@link Timing#nanos}. */
  private String uid = "";

  private Duration retry = FIRST_RETRY;
  private long leaseDue;
  private long statusDue;
  private long reportDue;
  private boolean hasLease;
  private volatile Timing.Task timer = () -> {};

  public NodeWorker(HostedNode node, Services services) {
    super(services.nodeWork());
    this.node = node;
    this.services = services;
    this.nodes = services.client().resource("v1", "nodes");
    this.leases = services.client().resource("coordination.k8s.io/v1", "leases");
  }

  /** Empty: well. */
  public String trouble() {
    return trouble;
  }

  /** Not any more: no lease, no status. */
  public void stop() {
    isClosed = true;
    timer.cancel();
  }

  @Override
  void work() {
    if (isClosed || node.isPaused()) {
      return;
    }
    timer.cancel();
    try {
      if (uid.isEmpty()) {
        register();
      }
      keepUp();
      trouble = "";
      retry = FIRST_RETRY;
    } catch (ApiFailure | TransportFailure e) {
      trouble = e.toString();
      LOG.debug("node {}: {}", node.name(), e.toString());
      schedule(retry, Duration.ZERO);
      Duration doubled = retry.multipliedBy(2);
      retry = doubled.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : doubled;
    }
  }

  private void register() {
    Instant now = services.timing().now();
    ApiObject wanted = NodeTree.whole(node, now);
    ApiObject there;
    try {
      there = nodes.create(wanted, BY_KUBELET);
    } catch (ApiFailure e) {
      if (e.status().code() != 409) {
        throw e;
      }
      there = takeOver();
    }
    uid = there.uid();
    node.nodeEvent(false, "Starting", "Starting kubelet.");
    node.nodeEvent(false, "NodeReady", "Node %s status is now: NodeReady".formatted(node.name()));
    long nanos = services.timing().nanos();
    leaseDue = nanos;
    statusDue = nanos + jittered(services.times().statusCheck(), 0.04);
    reportDue = nanos + jittered(services.times().statusReport(), 0.5);
  }

  /** It has been registered before: its labels and status are ours again. */
  private ApiObject takeOver() {
    ObjectName name = new ObjectName("", node.name());
    JsonObject labels = JsonObject.of("metadata", JsonObject.of("labels", NodeTree.labels(node)));
    ApiObject there =
        nodes.patch(name, PatchType.STRATEGIC_MERGE, JsonWriter.bytes(labels), BY_KUBELET);
    push(there, services.timing().now());
    return there;
  }

  private void keepUp() {
    long nanos = services.timing().nanos();
    if (leaseDue - nanos <= 0) {
      renew();
      leaseDue = nanos + jittered(services.times().leaseRenewal(), 0.04);
    }
    if (isChanged || statusDue - nanos <= 0) {
      isChanged = false;
      check(nanos);
      statusDue = nanos + jittered(services.times().statusCheck(), 0.04);
    }
    long wait = Math.min(leaseDue, statusDue) - services.timing().nanos();
    if (wait > 0) {
      schedule(Duration.ofNanos(wait), slack());
    } else {
      wake();
    }
  }

  private long jittered(Duration time, double part) {
    double factor = 1 + part * (2 * services.random().nextDouble() - 1);
    return (long) (time.toNanos() * factor);
  }

  /** A lease is renewed in time as long as it has not ended. */
  private Duration slack() {
    Duration spare = services.times().leaseDuration().minus(services.times().leaseRenewal());
    return spare.isNegative() ? Duration.ZERO : spare;
  }

  private void schedule(Duration wait, Duration slack) {
    timer = services.timing().schedule(wait, slack, this::wake);
    if (isClosed) {
      timer.cancel();
    }
  }

  private void renew() {
    Instant now = services.timing().now();
    JsonObject spec =
        JsonObject.builder()
            .put("holderIdentity", node.name())
            .put("leaseDurationSeconds", services.times().leaseDuration().toSeconds())
            .put("renewTime", NodeTree.micros(now))
            .build();
    try {
      if (hasLease) {
        patchLease(spec);
      } else {
        createLease(spec, now);
      }
      hasLease = true;
    } catch (ApiFailure | TransportFailure e) {
      leaseDue = services.timing().nanos() + LEASE_RETRY.toNanos();
      throw e;
    }
  }

  private void patchLease(JsonObject spec) {
    try {
      leases.patch(
          new ObjectName("kube-node-lease", node.name()),
          PatchType.MERGE,
          JsonWriter.bytes(JsonObject.of("spec", spec)),
          BY_KUBELET);
    } catch (ApiFailure e) {
      hasLease = e.status().code() != 404;
      throw e;
    }
  }

  /** Most often there is none; where there is, an agent before us made it. */
  private void createLease(JsonObject spec, Instant now) {
    try {
      leases.create(NodeTree.lease(node, uid, services.times(), now), BY_KUBELET);
    } catch (ApiFailure e) {
      if (e.status().code() != 409) {
        throw e;
      }
      patchLease(spec);
    }
  }

  /** Sends the status where it has changed, or has not been sent for long. */
  private void check(long nanos) {
    Optional<ApiObject> there = node.object();
    if (there.isEmpty()) {
      return; // Our informer has not seen it yet, or it was deleted.
    }
    Instant now = services.timing().now();
    ApiObject object = there.get();
    JsonObject wanted =
        NodeTree.status(node, object.metadata().object("annotations"), object.status(), now);
    boolean isNews = StatusPatch.between(object.status(), wanted).isPresent();
    if (isNews || reportDue - nanos <= 0) {
      push(object, now);
      reportDue = nanos + jittered(services.times().statusReport(), 0.5);
    }
  }

  private void push(ApiObject object, Instant now) {
    JsonObject status =
        NodeTree.status(node, object.metadata().object("annotations"), object.status(), now);
    JsonObject changes =
        StatusPatch.between(object.status(), status)
            .orElse(JsonObject.EMPTY)
            .with("conditions", status.get("conditions"));
    tellReadiness(object.status(), status);
    JsonObject patch =
        JsonObject.builder()
            .put("metadata", JsonObject.of("name", JsonString.of(node.name())))
            .put("status", changes)
            .build();
    nodes
        .subresource("status")
        .patch(object.objectName(), PatchType.STRATEGIC_MERGE, JsonWriter.bytes(patch), BY_KUBELET);
  }

  private void tellReadiness(JsonObject before, JsonObject now) {
    String was = readiness(before);
    String is = readiness(now);
    if (!was.isEmpty() && !was.equals(is)) {
      String event = is.equals("True") ? "NodeReady" : "NodeNotReady";
      node.nodeEvent(false, event, "Node %s status is now: %s".formatted(node.name(), event));
    }
  }

  private static String readiness(JsonObject status) {
    return status
        .array("conditions")
        .objects()
        .filter(each -> each.text("type").equals("Ready"))
        .map(each -> each.text("status"))
        .findFirst()
        .orElse("");
  }

  /** The Node object may tell of a script that was changed: its status is looked at now. */
  public void changed() {
    isChanged = true;
    wake();
  }
}
