package dev.keelson.scheduler.view;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A pod as the scheduler reads it, parsed once when it is made. Immutable. */
public final class PodView {
  private final ApiObject object;
  private final JsonObject spec;
  private final ObjectName name;
  private final String uid;
  private final Map<String, String> labels;
  private final String nodeName;
  private final int priority;
  private final PodRequests requests;
  private final PodAffinity affinity;
  private final List<HostPort> hostPorts;
  private final List<Toleration> tolerations;
  private final Map<String, String> nodeSelector;
  private final List<SpreadConstraint> spreadConstraints;
  private final List<String> images;
  private final List<String> claims;

  private PodView(ApiObject object, String nodeName) {
    this.object = object;
    this.spec = object.spec();
    this.name = object.objectName();
    this.uid = object.uid();
    this.labels = object.labels();
    this.nodeName = nodeName;
    this.priority = (int) spec.number("priority", 0);
    this.requests = PodRequests.of(spec, object.status());
    this.affinity = PodAffinity.of(spec.object("affinity"), name.namespace());
    this.hostPorts = hostPorts(spec);
    this.tolerations = each(spec.array("tolerations"), Toleration::of);
    this.nodeSelector = spec.object("nodeSelector").texts();
    this.spreadConstraints = each(spec.array("topologySpreadConstraints"), SpreadConstraint::of);
    this.images = images(spec);
    this.claims = claims(spec, name.name());
  }

  private PodView(PodView pod, String nodeName) {
    this.object = pod.object;
    this.spec = pod.spec;
    this.name = pod.name;
    this.uid = pod.uid;
    this.labels = pod.labels;
    this.nodeName = nodeName;
    this.priority = pod.priority;
    this.requests = pod.requests;
    this.affinity = pod.affinity;
    this.hostPorts = pod.hostPorts;
    this.tolerations = pod.tolerations;
    this.nodeSelector = pod.nodeSelector;
    this.spreadConstraints = pod.spreadConstraints;
    this.images = pod.images;
    this.claims = pod.claims;
  }

  public static PodView of(ApiObject pod) {
    return new PodView(pod, pod.spec().text("nodeName"));
  }

  /** The same, as if it were bound there; its {@link #object} does not say so. */
  public PodView on(String node) {
    return new PodView(this, node);
  }

  private static <T> List<T> each(
      JsonArray array, java.util.function.Function<JsonObject, T> parse) {
    return array.isEmpty() ? List.of() : array.objects().map(parse).toList();
  }

  /** Of all containers, and of init containers that go on running. */
  private static List<HostPort> hostPorts(JsonObject spec) {
    List<HostPort> ports = new ArrayList<>();
    for (JsonValue each : spec.array("initContainers")) {
      if (each instanceof JsonObject container
          && container.text("restartPolicy").equals("Always")) {
        addHostPorts(container, ports);
      }
    }
    for (JsonValue each : spec.array("containers")) {
      if (each instanceof JsonObject container) {
        addHostPorts(container, ports);
      }
    }
    return ports.isEmpty() ? List.of() : List.copyOf(ports);
  }

  private static void addHostPorts(JsonObject container, List<HostPort> ports) {
    for (JsonValue each : container.array("ports")) {
      if (each instanceof JsonObject port && port.number("hostPort", 0) > 0) {
        ports.add(
            new HostPort(
                port.text("hostIP"), port.text("protocol"), (int) port.number("hostPort", 0)));
      }
    }
  }

  private static List<String> images(JsonObject spec) {
    List<String> images = new ArrayList<>(2);
    for (String kind : List.of("initContainers", "containers")) {
      for (JsonValue each : spec.array(kind)) {
        if (each instanceof JsonObject container) {
          images.add(container.text("image"));
        }
      }
    }
    return List.copyOf(images);
  }

  private static List<String> claims(JsonObject spec, String podName) {
    List<String> claims = List.of();
    for (JsonValue each : spec.array("volumes")) {
      if (each instanceof JsonObject volume) {
        String claim =
            volume.isSet("persistentVolumeClaim")
                ? volume.object("persistentVolumeClaim").text("claimName")
                : volume.isSet("ephemeral") ? podName + "-" + volume.text("name") : "";
        if (!claim.isEmpty()) {
          claims = claims.isEmpty() ? new ArrayList<>(2) : claims;
          claims.add(claim);
        }
      }
    }
    return claims.isEmpty() ? claims : List.copyOf(claims);
  }

  /** What was parsed. */
  public ApiObject object() {
    return object;
  }

  public JsonObject spec() {
    return spec;
  }

  public JsonObject status() {
    return object.status();
  }

  public ObjectName name() {
    return name;
  }

  public String namespace() {
    return name.namespace();
  }

  public String uid() {
    return uid;
  }

  public Map<String, String> labels() {
    return labels;
  }

  /** "": not bound. */
  public String nodeName() {
    return nodeName;
  }

  public boolean isBound() {
    return !nodeName.isEmpty();
  }

  /** "": none. */
  public String nominatedNodeName() {
    return object.status().text("nominatedNodeName");
  }

  public String schedulerName() {
    return spec.text("schedulerName", "default-scheduler");
  }

  public int priority() {
    return priority;
  }

  /** Whether {@code preemptionPolicy} is Never. */
  public boolean neverPreempts() {
    return spec.text("preemptionPolicy").equals("Never");
  }

  public boolean isTerminating() {
    return object.isBeingDeleted();
  }

  /** Whether it has run to its end and takes nothing of its node any more. */
  public boolean isFinished() {
    String phase = object.status().text("phase");
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  /** {@code status.startTime}; empty before the node agent has seen it. */
  public Optional<Instant> startTime() {
    return instant(object.status().text("startTime"));
  }

  public Instant creationTime() {
    return instant(object.metadata().text("creationTimestamp")).orElse(Instant.EPOCH);
  }

  private static Optional<Instant> instant(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  /** With init containers, sidecars, overhead and pod-level requests. */
  public Resources requests() {
    return requests.requests();
  }

  /** With 100m for each container that says nothing; what scores count with. */
  public long nonZeroMilliCpu() {
    return requests.nonZeroMilliCpu();
  }

  /** With 200 MiB for each container that says nothing; what scores count with. */
  public long nonZeroMemory() {
    return requests.nonZeroMemory();
  }

  public List<HostPort> hostPorts() {
    return hostPorts;
  }

  public List<Toleration> tolerations() {
    return tolerations;
  }

  public boolean tolerates(Taint taint) {
    for (Toleration each : tolerations) {
      if (each.tolerates(taint)) {
        return true;
      }
    }
    return false;
  }

  public Map<String, String> nodeSelector() {
    return nodeSelector;
  }

  /** {@code requiredDuringSchedulingIgnoredDuringExecution} of the node affinity. */
  public Optional<NodeSelector> requiredNodes() {
    return affinity.requiredNodes();
  }

  /** Whether node selector and required node affinity, if there are any, match. */
  public boolean acceptsNode(NodeView node) {
    if (!nodeSelector.isEmpty()) {
      for (Map.Entry<String, String> each : nodeSelector.entrySet()) {
        if (!each.getValue().equals(node.labels().get(each.getKey()))) {
          return false;
        }
      }
    }
    Optional<NodeSelector> required = affinity.requiredNodes();
    return required.isEmpty() || required.get().matches(node);
  }

  public List<PreferredNodes> preferredNodes() {
    return affinity.preferredNodes();
  }

  /** Whether it has pod affinity or anti-affinity of any kind. */
  public boolean hasPodAffinity() {
    return affinity.isPresent();
  }

  public boolean hasRequiredAntiAffinity() {
    return !affinity.requiredAnti().isEmpty();
  }

  public List<AffinityTerm> requiredAffinity() {
    return affinity.required();
  }

  public List<AffinityTerm> requiredAntiAffinity() {
    return affinity.requiredAnti();
  }

  public List<WeightedAffinityTerm> preferredAffinity() {
    return affinity.preferred();
  }

  public List<WeightedAffinityTerm> preferredAntiAffinity() {
    return affinity.preferredAnti();
  }

  public List<SpreadConstraint> spreadConstraints() {
    return spreadConstraints;
  }

  /** Of init containers and containers, as written. */
  public List<String> images() {
    return images;
  }

  /** {@code spec.volumes}. */
  public JsonArray volumes() {
    return spec.array("volumes");
  }

  /** Names of the claims in its namespace that it uses, those of its ephemeral volumes included. */
  public List<String> claims() {
    return claims;
  }

  /** Names; while there are any it waits outside the queue. */
  public List<String> schedulingGates() {
    JsonArray gates = spec.array("schedulingGates");
    return gates.isEmpty() ? List.of() : gates.objects().map(gate -> gate.text("name")).toList();
  }

  /** Whether it says that it belongs to a PodGroup. */
  public boolean isGrouped() {
    return spec.isSet("schedulingGroup");
  }

  @Override
  public String toString() {
    return name.toString();
  }
}
