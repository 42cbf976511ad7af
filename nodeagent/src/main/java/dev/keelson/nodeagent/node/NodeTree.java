package dev.keelson.nodeagent.node;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.nodeagent.runtime.Images;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A Node object as kubelet writes it. Pure. */
final class NodeTree {
  private static final String SCRIPT = "pretend.keelson.dev/";
  private static final String OS = "linux";

  private NodeTree() {}

  private static String architecture() {
    String name = System.getProperty("os.arch", "amd64");
    return name.equals("aarch64") ? "arm64" : name;
  }

  static JsonObject labels(HostedNode node) {
    TreeMap<String, String> labels = new TreeMap<>();
    labels.put("beta.kubernetes.io/arch", architecture());
    labels.put("beta.kubernetes.io/os", OS);
    labels.put("kubernetes.io/arch", architecture());
    labels.put("kubernetes.io/os", OS);
    labels.put("kubernetes.io/hostname", node.name());
    labels.putAll(node.shape().labels());
    return JsonObject.ofText(labels);
  }

  static ApiObject whole(HostedNode node, Instant now) {
    JsonObject.Builder spec = JsonObject.builder();
    if (!node.shape().taints().isEmpty()) {
      spec.put("taints", new JsonArray(List.copyOf(node.shape().taints())));
    }
    return new ApiObject(
        JsonObject.builder()
            .put("kind", "Node")
            .put("apiVersion", "v1")
            .put(
                "metadata",
                JsonObject.builder()
                    .put("name", node.name())
                    .put("labels", labels(node))
                    .put(
                        "annotations",
                        JsonObject.of(
                            "volumes.kubernetes.io/controller-managed-attach-detach",
                            JsonString.of("true")))
                    .build())
            .put("spec", spec.build())
            .put("status", status(node, JsonObject.EMPTY, JsonObject.EMPTY, now))
            .build());
  }

  /**
   * @param annotations the Node's: scripts for its conditions
   * @param before its status until now
   */
  static JsonObject status(
      HostedNode node, JsonObject annotations, JsonObject before, Instant now) {
    JsonObject.Builder status =
        JsonObject.builder()
            .put("capacity", JsonObject.ofText(new TreeMap<>(node.shape().capacity())))
            .put("allocatable", allocatable(node.shape()))
            .put("conditions", conditions(annotations, before, now))
            .put("addresses", addresses(node))
            .put(
                "daemonEndpoints",
                JsonObject.of(
                    "kubeletEndpoint", JsonObject.builder().put("Port", node.serverPort()).build()))
            .put("nodeInfo", info(node));
    List<String> images = node.images();
    if (node.shape().reportsImages() && !images.isEmpty()) {
      status.put("images", images(images));
    }
    return status.build();
  }

  private static JsonObject allocatable(NodeShape shape) {
    TreeMap<String, String> left = new TreeMap<>(shape.capacity());
    left.replaceAll((name, _) -> shape.allocatable(name).toString());
    return JsonObject.ofText(left);
  }

  private static JsonArray addresses(HostedNode node) {
    List<JsonValue> all = new ArrayList<>();
    node.hostIps().forEach(ip -> all.add(address("InternalIP", ip)));
    all.add(address("Hostname", node.hostnameAddress()));
    return new JsonArray(all);
  }

  private static JsonObject address(String type, String address) {
    return JsonObject.builder().put("type", type).put("address", address).build();
  }

  private static JsonObject info(HostedNode node) {
    String id = Images.digest("machine/" + node.name()).substring(0, 32);
    String uuid = id.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
    return JsonObject.builder()
        .put("machineID", id)
        .put("systemUUID", uuid)
        .put("bootID", uuid)
        .put("kernelVersion", System.getProperty("os.version", "6.0"))
        .put("osImage", "Keelson pretend node")
        .put("containerRuntimeVersion", node.runtime().type() + "://" + node.runtime().version())
        .put("kubeletVersion", node.shape().kubeletVersion())
        .put("kubeProxyVersion", "")
        .put("operatingSystem", OS)
        .put("architecture", architecture())
        .build();
  }

  private static JsonArray images(List<String> names) {
    List<JsonValue> all = new ArrayList<>();
    names.stream()
        .sorted((a, b) -> Long.compare(Images.size(b), Images.size(a)))
        .limit(50)
        .forEach(
            name ->
                all.add(
                    JsonObject.builder()
                        .put("names", JsonArray.ofText(List.of(Images.reference(name), name)))
                        .put("sizeBytes", Images.size(name))
                        .build()));
    return new JsonArray(all);
  }

  private static JsonArray conditions(JsonObject annotations, JsonObject before, Instant now) {
    List<JsonValue> all = new ArrayList<>();
    all.add(
        pressure(
            annotations,
            before,
            now,
            "memory-pressure",
            "MemoryPressure",
            "KubeletHasInsufficientMemory",
            "kubelet has insufficient memory available",
            "KubeletHasSufficientMemory",
            "kubelet has sufficient memory available"));
    all.add(
        pressure(
            annotations,
            before,
            now,
            "disk-pressure",
            "DiskPressure",
            "KubeletHasDiskPressure",
            "kubelet has disk pressure",
            "KubeletHasNoDiskPressure",
            "kubelet has no disk pressure"));
    all.add(
        pressure(
            annotations,
            before,
            now,
            "pid-pressure",
            "PIDPressure",
            "KubeletHasInsufficientPID",
            "kubelet has insufficient PID available",
            "KubeletHasSufficientPID",
            "kubelet has sufficient PID available"));
    String trouble = annotations.text(SCRIPT + "not-ready");
    all.add(
        trouble.isEmpty()
            ? condition(
                before, now, "Ready", "True", "KubeletReady", "kubelet is posting ready status")
            : condition(before, now, "Ready", "False", "KubeletNotReady", trouble));
    return new JsonArray(all);
  }

  private static JsonObject pressure(
      JsonObject annotations,
      JsonObject before,
      Instant now,
      String script,
      String type,
      String badReason,
      String badText,
      String goodReason,
      String goodText) {
    return annotations.text(SCRIPT + script).equals("true")
        ? condition(before, now, type, "True", badReason, badText)
        : condition(before, now, type, "False", goodReason, goodText);
  }

  private static JsonObject condition(
      JsonObject before, Instant now, String type, String status, String reason, String message) {
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    Optional<JsonObject> was =
        before
            .array("conditions")
            .objects()
            .filter(each -> each.text("type").equals(type))
            .filter(each -> each.text("status").equals(status))
            .findFirst();
    return JsonObject.builder()
        .put("type", type)
        .put("status", status)
        .put("lastHeartbeatTime", time)
        .put("lastTransitionTime", was.map(each -> each.text("lastTransitionTime")).orElse(time))
        .put("reason", reason)
        .put("message", message)
        .build();
  }

  static ApiObject lease(HostedNode node, String nodeUid, NodeTimes times, Instant now) {
    JsonObject owner =
        JsonObject.builder()
            .put("apiVersion", "v1")
            .put("kind", "Node")
            .put("name", node.name())
            .put("uid", nodeUid)
            .build();
    return new ApiObject(
        JsonObject.builder()
            .put("kind", "Lease")
            .put("apiVersion", "coordination.k8s.io/v1")
            .put(
                "metadata",
                JsonObject.builder()
                    .put("name", node.name())
                    .put("namespace", "kube-node-lease")
                    .put("ownerReferences", JsonArray.of(owner))
                    .build())
            .put(
                "spec",
                JsonObject.builder()
                    .put("holderIdentity", node.name())
                    .put("leaseDurationSeconds", times.leaseDuration().toSeconds())
                    .put("renewTime", micros(now))
                    .build())
            .build());
  }

  /** RFC 3339 with exactly six digits, as MicroTime wants it. */
  static String micros(Instant time) {
    return MICRO.format(time);
  }

  private static final java.time.format.DateTimeFormatter MICRO =
      java.time.format.DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'")
          .withZone(java.time.ZoneOffset.UTC);
}
