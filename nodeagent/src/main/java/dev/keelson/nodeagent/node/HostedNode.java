package dev.keelson.nodeagent.node;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.nodeagent.net.PodRange;
import dev.keelson.nodeagent.pod.ConfigSource;
import dev.keelson.nodeagent.pod.PodPlace;
import dev.keelson.nodeagent.pod.Rejection;
import dev.keelson.nodeagent.pod.Resize;
import dev.keelson.nodeagent.runtime.ContainerRuntime;
import dev.keelson.nodeagent.spec.ContainerSpec;
import dev.keelson.nodeagent.spec.PodView;
import dev.keelson.nodeagent.spec.Resources;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One node of a pool: what it is, and what of it is taken. Thread-safe. */
public final class HostedNode implements PodPlace {
  /** Images that are remembered. */
  private static final int MOST_IMAGES = 500;

  private final String name;
  private final List<String> hostIps;
  private final String hostnameAddress;
  private final int serverPort;
  private final NodeShape shape;
  private final Services services;
  private final ConfigSource configs;
  private final Ledger ledger;
  private final HostPorts ports = new HostPorts();
  private final HostFiles files = new HostFiles();
  private final Set<String> images = new LinkedHashSet<>();
  private final ConcurrentHashMap<String, String> early = new ConcurrentHashMap<>(1);
  private volatile Optional<PodRange> range = Optional.empty();
  private volatile boolean isPaused;

  /**
   * @param hostnameAddress what stands as its address of type Hostname: a name only where it
   *     resolves, since API servers prefer it
   */
  public HostedNode(
      String name,
      List<String> hostIps,
      String hostnameAddress,
      int serverPort,
      NodeShape shape,
      Services services) {
    this.name = name;
    this.hostIps = List.copyOf(hostIps);
    this.hostnameAddress = hostnameAddress;
    this.serverPort = serverPort;
    this.shape = shape;
    this.services = services;
    this.configs = new NodeConfigs(services.configs(), shape);
    this.ledger =
        new Ledger(
            Resources.of(JsonObject.ofText(shape.capacity()))
                .minus(Resources.of(JsonObject.ofText(shape.reserved()))));
  }

  public String name() {
    return name;
  }

  public NodeShape shape() {
    return shape;
  }

  String hostnameAddress() {
    return hostnameAddress;
  }

  int serverPort() {
    return serverPort;
  }

  /** The Node as the API has it; empty before it is registered. */
  Optional<ApiObject> object() {
    return services.nodes().get(new ObjectName("", name));
  }

  /** The pods that the API has placed here. */
  public List<ApiObject> pods() {
    return services.pods().byIndex(Services.BY_NODE, name);
  }

  public boolean isPaused() {
    return isPaused;
  }

  public void setPaused(boolean paused) {
    isPaused = paused;
  }

  /** Whether that is news. */
  public boolean useRange(String cidr) {
    if (range.isPresent()) {
      return false;
    }
    PodRange found = PodRange.of(cidr);
    early.forEach(found::keep);
    range = Optional.of(found);
    return true;
  }

  /** What runs here asks for, all together. */
  public Resources booked() {
    return ledger.total();
  }

  public int podCount() {
    return ledger.pods();
  }

  List<String> images() {
    synchronized (images) {
      return List.copyOf(images);
    }
  }

  @Override
  public ContainerRuntime runtime() {
    return services.runtime();
  }

  @Override
  public ConfigSource configs() {
    return configs;
  }

  @Override
  public List<String> hostIps() {
    return hostIps;
  }

  @Override
  public Optional<String> podIp(String key) {
    return range.flatMap(all -> all.take(key));
  }

  @Override
  public void keepIp(String key, String ip) {
    range.ifPresentOrElse(all -> all.keep(key, ip), () -> early.put(key, ip));
  }

  @Override
  public boolean hasImage(String image) {
    synchronized (images) {
      return images.contains(image);
    }
  }

  @Override
  public void keepImage(String image) {
    synchronized (images) {
      if (images.size() < MOST_IMAGES) {
        images.add(image.intern());
      }
    }
  }

  /** The first reason, in kubelet's order. */
  @Override
  public Optional<Rejection> admit(String key, PodView pod) {
    Optional<ApiObject> object = object();
    Optional<Rejection> room = ledger.admit(key, Resources.requestedBy(pod));
    if (room.isPresent()) {
      return room;
    }
    Optional<Rejection> other =
        object
            .flatMap(node -> Affinity.rejection(pod, node.labels(), name))
            .or(() -> ports.take(key, pod))
            .or(() -> object.flatMap(node -> Taints.rejection(pod, node.spec())));
    if (other.isPresent()) {
      ledger.release(key);
      ports.release(key);
    }
    return other;
  }

  @Override
  public Map<String, String> hostFiles(String directory) {
    return files.beneath(directory);
  }

  @Override
  public void keepHostFile(String path, Optional<String> content) {
    files.put(path, content);
  }

  @Override
  public Resize resize(String key, PodView pod) {
    return ledger.resize(key, Resources.requestedBy(pod));
  }

  @Override
  public void release(String key) {
    ledger.release(key);
    ports.release(key);
    early.remove(key);
    range.ifPresent(all -> all.free(key));
  }

  @Override
  public void event(
      PodView pod,
      Optional<ContainerSpec> about,
      boolean isWarning,
      String reason,
      String message) {
    JsonObject.Builder reference =
        JsonObject.builder()
            .put("kind", "Pod")
            .put("namespace", pod.namespace())
            .put("name", pod.name())
            .put("uid", pod.uid())
            .put("apiVersion", "v1")
            .putUnlessEmpty("resourceVersion", pod.object().resourceVersion());
    about.ifPresent(spec -> reference.put("fieldPath", spec.fieldPath()));
    services
        .events()
        .record(new KubeletEvents.Note(name, reference.build(), isWarning, reason, message));
  }

  void nodeEvent(boolean isWarning, String reason, String message) {
    JsonObject reference =
        JsonObject.builder()
            .put("kind", "Node")
            .put("name", name)
            .put("uid", name)
            .put("apiVersion", "v1")
            .build();
    services.events().record(new KubeletEvents.Note(name, reference, isWarning, reason, message));
  }
}
