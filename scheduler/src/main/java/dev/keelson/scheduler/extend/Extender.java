package dev.keelson.scheduler.extend;

import dev.keelson.apiserver.client.ApiCall;
import dev.keelson.apiserver.client.ApiReply;
import dev.keelson.apiserver.client.ApiTransport;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.client.http.Credentials;
import dev.keelson.apiserver.client.http.HttpTransport;
import dev.keelson.apiserver.client.http.Kubeconfig;
import dev.keelson.apiserver.model.json.BadJson;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.json.JsonWriter;
import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.cache.Snapshot;
import dev.keelson.scheduler.config.BadConfig;
import dev.keelson.scheduler.config.ExtenderConfig;
import dev.keelson.scheduler.plugin.PluginFailure;
import dev.keelson.scheduler.plugin.PreemptionExtender;
import dev.keelson.scheduler.plugin.Victims;
import dev.keelson.scheduler.view.PodView;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One of them. Each call blocks, for its timeout at most. */
public final class Extender implements PreemptionExtender, AutoCloseable {
  /** Its scores go up to 10, a plugin's up to 100. */
  private static final long SCALE = 10;

  /**
   * @param failed by node, why; preemption may help
   * @param unresolvable by node, why; preemption will not help
   */
  public record Filtered(
      List<NodeInfo> nodes, Map<String, String> failed, Map<String, String> unresolvable) {}

  private final ExtenderConfig config;
  private final ApiTransport transport;
  private final String path;

  private Extender(ExtenderConfig config, ApiTransport transport, String path) {
    this.config = config;
    this.transport = transport;
    this.path = path;
  }

  /**
   * @throws BadConfig its certificates cannot be read
   */
  public static Extender open(ExtenderConfig config) {
    if (!config.tls().serverName().isEmpty()) {
      throw new BadConfig("extenders: tlsConfig.serverName: not supported");
    }
    URI url = URI.create(config.urlPrefix());
    byte[] ca = content(config.tls().ca(), config.tls().caFile());
    byte[] cert = content(config.tls().cert(), config.tls().certFile());
    byte[] key = content(config.tls().key(), config.tls().keyFile());
    Kubeconfig server =
        new Kubeconfig(
            URI.create(url.getScheme() + "://" + url.getAuthority()),
            ca.length == 0 ? Optional.empty() : Optional.of(ca),
            config.tls().isInsecure() || (config.isHttps() && ca.length == 0),
            cert.length == 0
                ? new Credentials.Anonymous()
                : new Credentials.ClientCertificate(cert, key),
            "default");
    String path = url.getRawPath().replaceAll("/+$", "");
    return new Extender(config, HttpTransport.open(server), path);
  }

  private static byte[] content(byte[] data, String file) {
    if (data.length > 0 || file.isEmpty()) {
      return data;
    }
    try {
      return Files.readAllBytes(Path.of(file));
    } catch (IOException e) {
      throw new BadConfig("extenders: tlsConfig: " + e);
    }
  }

  @Override
  public String name() {
    return config.urlPrefix();
  }

  @Override
  public boolean isIgnorable() {
    return config.isIgnorable();
  }

  public boolean filters() {
    return !config.filterVerb().isEmpty();
  }

  public boolean prioritizes() {
    return !config.prioritizeVerb().isEmpty();
  }

  public boolean binds() {
    return !config.bindVerb().isEmpty();
  }

  public boolean preempts() {
    return !config.preemptVerb().isEmpty();
  }

  @Override
  public boolean isInterestedIn(PodView pod) {
    return config.managedResources().isEmpty()
        || hasManaged(pod.spec().array("containers"))
        || hasManaged(pod.spec().array("initContainers"));
  }

  private boolean hasManaged(JsonArray containers) {
    return containers
        .objects()
        .map(container -> container.object("resources"))
        .anyMatch(
            each ->
                config.managedResources().stream()
                    .anyMatch(
                        name ->
                            each.object("requests").has(name) || each.object("limits").has(name)));
  }

  /**
   * @throws PluginFailure it does not answer, or says that it cannot
   */
  public Filtered filter(PodView pod, List<NodeInfo> nodes) {
    if (!filters()) {
      return new Filtered(nodes, Map.of(), Map.of());
    }
    JsonObject result = object(send(config.filterVerb(), args(pod, nodes)));
    refuse(result.text("Error", result.text("error")));
    Map<String, NodeInfo> known = new LinkedHashMap<>();
    nodes.forEach(node -> known.put(node.name(), node));
    List<NodeInfo> left = new ArrayList<>();
    for (String name : names(result)) {
      NodeInfo node = known.get(name);
      if (node == null) {
        throw new PluginFailure(
            "extender \"%s\" claims a filtered node \"%s\" which is not found in the input node"
                    .formatted(name(), name)
                + " list");
      }
      left.add(node);
    }
    return new Filtered(
        left,
        field(result, "FailedNodes").texts(),
        field(result, "FailedAndUnresolvableNodes").texts());
  }

  private List<String> names(JsonObject result) {
    JsonValue names = either(result, "NodeNames");
    if (config.isNodeCacheCapable() && names instanceof JsonArray array) {
      return array.texts().toList();
    }
    return field(result, "Nodes")
        .array("items")
        .objects()
        .map(node -> node.textAt("metadata", "name"))
        .toList();
  }

  /** Weighted, on a plugin's scale, by node. */
  public Map<String, Long> prioritize(PodView pod, List<NodeInfo> nodes) {
    JsonValue result = send(config.prioritizeVerb(), args(pod, nodes));
    Map<String, Long> scores = new HashMap<>();
    if (result instanceof JsonArray list) {
      list.objects()
          .forEach(
              each ->
                  scores.put(
                      each.text("Host", each.text("host")),
                      each.number("Score", each.number("score", 0)) * config.weight() * SCALE));
    }
    return scores;
  }

  /**
   * @throws PluginFailure it could not
   */
  public void bind(PodView pod, String node) {
    JsonObject args =
        JsonObject.builder()
            .put("PodName", pod.name().name())
            .put("PodNamespace", pod.namespace())
            .put("PodUID", pod.uid())
            .put("Node", node)
            .build();
    JsonObject result = object(send(config.bindVerb(), args));
    refuse(result.text("Error", result.text("error")));
  }

  @Override
  public Map<String, Victims> process(
      PodView pod, Map<String, Victims> candidates, Snapshot snapshot) {
    JsonObject.Builder byNode = JsonObject.builder();
    candidates.forEach((node, victims) -> byNode.put(node, victims(victims)));
    JsonObject args =
        JsonObject.builder()
            .put("Pod", pod.object().tree())
            .put(
                config.isNodeCacheCapable() ? "NodeNameToMetaVictims" : "NodeNameToVictims",
                byNode.build())
            .put(
                config.isNodeCacheCapable() ? "NodeNameToVictims" : "NodeNameToMetaVictims",
                JsonNull.NULL)
            .build();
    JsonObject result = object(send(config.preemptVerb(), args));
    Map<String, Victims> admitted = new LinkedHashMap<>();
    field(result, "NodeNameToMetaVictims")
        .forEach(
            (node, victims) -> {
              if (victims instanceof JsonObject object) {
                admitted.put(node, victims(object, node, snapshot));
              }
            });
    return admitted;
  }

  private JsonObject victims(Victims victims) {
    List<JsonValue> pods = new ArrayList<>();
    for (PodView each : victims.pods()) {
      pods.add(
          config.isNodeCacheCapable()
              ? JsonObject.of("UID", JsonString.of(each.uid()))
              : each.object().tree());
    }
    return JsonObject.builder()
        .put("Pods", new JsonArray(pods))
        .put("NumPDBViolations", victims.pdbViolations())
        .build();
  }

  private Victims victims(JsonObject victims, String node, Snapshot snapshot) {
    NodeInfo info =
        snapshot
            .node(node)
            .orElseThrow(() -> new PluginFailure("nodeinfo not found for node name " + node));
    List<PodView> pods = new ArrayList<>();
    for (JsonValue each :
        either(victims, "Pods") instanceof JsonArray array ? array : JsonArray.EMPTY) {
      String uid = each instanceof JsonObject pod ? pod.text("UID", pod.text("uid")) : "";
      pods.add(
          info.pods().stream()
              .filter(known -> known.uid().equals(uid))
              .findFirst()
              .orElseThrow(
                  () ->
                      new PluginFailure(
                          "extender: %s claims to preempt pod (UID: %s) on node: %s, but the pod is"
                                  .formatted(name(), uid, node)
                              + " not found on that node")));
    }
    return new Victims(pods, (int) victims.number("NumPDBViolations", 0));
  }

  private JsonObject args(PodView pod, List<NodeInfo> nodes) {
    JsonObject.Builder args = JsonObject.builder().put("Pod", pod.object().tree());
    if (config.isNodeCacheCapable()) {
      return args.put("Nodes", JsonNull.NULL)
          .put("NodeNames", JsonArray.ofText(nodes.stream().map(NodeInfo::name).toList()))
          .build();
    }
    List<JsonValue> items = new ArrayList<>();
    nodes.forEach(node -> items.add(node.node().object().tree()));
    JsonObject list =
        JsonObject.builder()
            .put("metadata", JsonObject.EMPTY)
            .put("items", new JsonArray(items))
            .build();
    return args.put("Nodes", list).put("NodeNames", JsonNull.NULL).build();
  }

  /** Go reads field names in any case, and so writers use any. */
  private static JsonValue either(JsonObject result, String name) {
    String lower = Character.toLowerCase(name.charAt(0)) + name.substring(1);
    return result.isSet(name) ? result.get(name) : result.get(lower);
  }

  private static JsonObject field(JsonObject result, String name) {
    return either(result, name) instanceof JsonObject object ? object : JsonObject.EMPTY;
  }

  private static JsonObject object(JsonValue value) {
    return value instanceof JsonObject object ? object : JsonObject.EMPTY;
  }

  private static void refuse(String error) {
    if (!error.isEmpty()) {
      throw new PluginFailure(error);
    }
  }

  private JsonValue send(String verb, JsonObject args) {
    ApiCall call =
        ApiCall.of("POST", path + "/" + verb)
            .withBody("application/json", JsonWriter.bytes(args))
            .withTimeout(config.timeout());
    try {
      ApiReply reply = transport.send(call);
      if (reply.status() != 200) {
        throw new PluginFailure(
            "failed %s with extender at URL %s, code %d"
                .formatted(verb, config.urlPrefix() + "/" + verb, reply.status()));
      }
      return JsonReader.read(reply.body());
    } catch (TransportFailure | BadJson e) {
      throw new PluginFailure(
          verb + " with extender at " + config.urlPrefix() + ": " + e.getMessage());
    }
  }

  @Override
  public void close() {
    transport.close();
  }
}
