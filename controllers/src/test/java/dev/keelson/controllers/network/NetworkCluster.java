package dev.keelson.controllers.network;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.informer.SharedInformers;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.ControllerOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** A real API server with some controllers, and hands that write what nodes would. */
public final class NetworkCluster implements AutoCloseable {
  private final InMemoryCluster cluster = InMemoryCluster.open();
  private final Timing timing;
  private final ApiClient client;
  private final SharedInformers informers;
  private final List<Controller> controllers = new ArrayList<>();
  private final ConcurrentLinkedQueue<EventNote> events = new ConcurrentLinkedQueue<>();

  public NetworkCluster(Timing timing) {
    this.timing = timing;
    this.client = cluster.client("network-test", timing);
    this.informers = SharedInformers.of(cluster.client("controllers", timing));
  }

  public static NetworkCluster of(ControllerKind... kinds) {
    return new NetworkCluster(Timing.system()).with(Map.of(), List.of(kinds));
  }

  public NetworkCluster with(Map<String, String> flags, List<ControllerKind> kinds) {
    ControllerContext context =
        new ControllerContext(
            informers.client(),
            informers,
            events::add,
            timing,
            new Random(1),
            new ControllerOptions(flags));
    kinds.forEach(kind -> controllers.add(kind.start().apply(context)));
    informers.start();
    return this;
  }

  public ApiClient client() {
    return client;
  }

  public Timing timing() {
    return timing;
  }

  public List<EventNote> events() {
    return List.copyOf(events);
  }

  public boolean hasEvent(String reason) {
    return events.stream().anyMatch(each -> each.reason().equals(reason));
  }

  public ResourceClient resource(String apiVersion, String plural) {
    return client.resource(apiVersion, plural);
  }

  public ApiObject create(String plural, String yaml) {
    ApiObject object = InMemoryCluster.object(yaml);
    return resource(object.tree().text("apiVersion"), plural).create(object);
  }

  public static JsonObject json(String text) {
    try {
      return (JsonObject) JsonReader.read(text.getBytes(StandardCharsets.UTF_8));
    } catch (dev.keelson.apiserver.model.json.BadJson e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  public void node(String name, String zone) {
    create(
        "nodes",
        """
        apiVersion: v1
        kind: Node
        metadata: {name: %s, labels: {topology.kubernetes.io/zone: "%s"}}
        """
            .formatted(name, zone));
    ApiObject node = resource("v1", "nodes").get(new ObjectName("", name));
    resource("v1", "nodes")
        .updateStatus(
            node.with(
                "status",
                json(
                    "{\"allocatable\":{\"cpu\":\"4\"},\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}")));
  }

  /** Bound to {@code node}, running, and ready or not. */
  public void pod(String name, String labels, String node, String ip, boolean isReady) {
    create(
        "pods",
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, namespace: default, labels: %s}
        spec:
          nodeName: %s
          containers:
          - name: c
            image: i
            ports: [{name: web, containerPort: 8080}, {name: dns, containerPort: 5353, protocol: UDP}]
        """
            .formatted(name, labels, node));
    status(name, ip, isReady);
  }

  public void status(String name, String ip, boolean isReady) {
    ResourceClient pods = resource("v1", "pods");
    ApiObject pod = pods.get(new ObjectName("default", name));
    pods.updateStatus(
        pod.with(
            "status",
            json(
                """
                {"phase":"Running","podIP":"%s","podIPs":[{"ip":"%s"}],
                 "conditions":[{"type":"Ready","status":"%s","lastTransitionTime":"2026-01-02T03:04:05Z"}]}
                """
                    .formatted(ip, ip, isReady ? "True" : "False"))));
  }

  public void delete(String apiVersion, String plural, String name) {
    resource(apiVersion, plural)
        .delete(
            new ObjectName(plural.equals("nodes") ? "" : "default", name),
            dev.keelson.apiserver.client.DeleteOptions.USUAL.withGrace(0));
  }

  public List<ApiObject> slices(String service) {
    return resource("discovery.k8s.io/v1", "endpointslices")
        .list("default", ListOptions.ALL.withLabels(Map.of("kubernetes.io/service-name", service)))
        .items();
  }

  public Stream<JsonObject> endpoints(String service) {
    return slices(service).stream().flatMap(each -> each.tree().array("endpoints").objects());
  }

  public static void await(String what, java.util.function.BooleanSupplier holds) {
    InMemoryCluster.await(what, holds);
  }

  @Override
  public void close() {
    controllers.forEach(Controller::close);
    informers.close();
    cluster.close();
  }
}
