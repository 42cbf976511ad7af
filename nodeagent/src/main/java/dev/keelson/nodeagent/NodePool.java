package dev.keelson.nodeagent;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.InformerOptions;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.nodeagent.node.Configs;
import dev.keelson.nodeagent.node.HostedNode;
import dev.keelson.nodeagent.node.KubeletEvents;
import dev.keelson.nodeagent.node.Mailboxes;
import dev.keelson.nodeagent.node.NodeWorker;
import dev.keelson.nodeagent.node.PodWorker;
import dev.keelson.nodeagent.node.Services;
import dev.keelson.nodeagent.runtime.PretendRuntime;
import dev.keelson.nodeagent.spec.PodView;
import dev.keelson.nodeagent.stream.Hosts;
import dev.keelson.nodeagent.stream.KubeletServer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Any number of pretend nodes in one process, each with kubelet's protocol: registration, lease,
 * status, pods, and kubelet's server. One informer for all their pods, and one for the Nodes; a few
 * threads for all.
 *
 * <pre>{@code
 * try (NodePool pool = NodePool.start(client, NodePoolConfig.ofCount(100))) {
 *   pool.pause("node-7"); // as if the machine stood still
 * }
 * }</pre>
 */
public final class NodePool implements AutoCloseable {
  private record Hosted(HostedNode node, NodeWorker worker) {}

  private final NodePoolConfig config;
  private final Informer podInformer;
  private final Informer nodeInformer;
  private final Services services;
  private final Optional<KubeletServer> server;
  private final Map<String, Hosted> nodes = new ConcurrentHashMap<>();
  private final Map<String, HostedNode> addresses = new ConcurrentHashMap<>();
  private final Map<ObjectName, PodWorker> workers = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();
  private Optional<StaticPods> statics = Optional.empty();

  private NodePool(ApiClient client, NodePoolConfig config) {
    this.config = config;
    boolean isOne = config.names().size() == 1;
    this.podInformer = Informer.of(client.resource("v1", "pods"), podOptions(isOne));
    this.nodeInformer = Informer.of(client.resource("v1", "nodes"), nodeOptions(isOne));
    podInformer.index(Services.BY_NODE, pod -> List.of(pod.spec().text("nodeName")));
    this.services =
        new Services(
            client,
            client.timing(),
            config.random(),
            new PretendRuntime(),
            new Configs(client),
            new KubeletEvents(
                client,
                config.eventsPerSecond(),
                (int) Math.max(10, config.eventsPerSecond() * 10)),
            podInformer.store(),
            nodeInformer.store(),
            new Mailboxes("pods", config.workers(), client.timing().activity()),
            new Mailboxes("nodes", 2 + config.workers() / 4, client.timing().activity()),
            config.times());
    this.server = config.server().map(each -> KubeletServer.open(each, client, new ByAddress()));
  }

  /**
   * A pool of one asks the API for its own node and pods only, as the node authorizer wants it; so
   * nodes can be added to a larger pool only.
   *
   * @throws UncheckedIOException the server's port cannot be had
   */
  public static NodePool start(ApiClient client, NodePoolConfig config) {
    NodePool pool = new NodePool(client, config);
    pool.open();
    return pool;
  }

  private InformerOptions podOptions(boolean isOne) {
    String fields = isOne ? "spec.nodeName=" + config.names().getFirst() : "spec.nodeName!=";
    return InformerOptions.ALL
        .only(ListOptions.ALL.withFields(fields))
        .transformed(NodePool::withoutManagedFields);
  }

  private InformerOptions nodeOptions(boolean isOne) {
    ListOptions what =
        isOne
            ? ListOptions.ALL.withFields("metadata.name=" + config.names().getFirst())
            : ListOptions.ALL;
    return InformerOptions.ALL.only(what).transformed(NodePool::withoutManagedFields);
  }

  private static ApiObject withoutManagedFields(ApiObject object) {
    return object.withMetadata(metadata -> metadata.without("managedFields"));
  }

  private void open() {
    config.names().forEach(this::host);
    podInformer.addHandler(new PodWatch(this::podChanged, this::podGone));
    nodeInformer.addHandler(new PodWatch(this::nodeChanged, this::nodeGone));
    nodeInformer.start();
    podInformer.start();
    statics =
        config
            .manifests()
            .map(
                directory ->
                    new StaticPods(
                        directory,
                        config.names().getFirst(),
                        services.client(),
                        podInformer.store(),
                        this::setStatic));
    statics.ifPresent(StaticPods::start);
  }

  /** One more. Already there: nothing. */
  public void addNode(String name) {
    if (config.names().size() == 1) {
      throw new IllegalStateException("a pool of one node stays one");
    }
    host(name);
    services.pods().byIndex(Services.BY_NODE, name).forEach(this::podChanged);
  }

  private synchronized void host(String name) {
    if (nodes.containsKey(name)) {
      return;
    }
    int index = count.getAndIncrement();
    String ip = index < config.addresses().size() ? config.addresses().get(index) : loopback(index);
    HostedNode node =
        new HostedNode(
            name,
            List.of(ip),
            config.namesResolve() ? name : ip,
            server.map(KubeletServer::port).orElse(10_250),
            config.shape(),
            services);
    if (config.network() instanceof PodNetwork.Range(String cidr, int bits)) {
      node.useRange(dev.keelson.nodeagent.net.PodRange.part(cidr, bits, index));
    }
    NodeWorker worker = new NodeWorker(node, services);
    nodes.put(name, new Hosted(node, worker));
    addresses.put(ip, node);
    worker.wake();
  }

  /** 127.64.0.1 and on: not 127.0.0.1, where other things listen. */
  private static String loopback(int index) {
    int at = index + 1;
    return "127." + (64 + (at >> 16)) + "." + (at >> 8 & 0xFF) + "." + (at & 0xFF);
  }

  /** It does nothing any more, as if its machine stood still: no lease, no status, no pod. */
  public void pause(String name) {
    node(name).node().setPaused(true);
  }

  /** It goes on. */
  public void resume(String name) {
    Hosted hosted = node(name);
    hosted.node().setPaused(false);
    hosted.worker().wake();
    hosted.node().pods().forEach(this::podChanged);
  }

  private Hosted node(String name) {
    Hosted hosted = nodes.get(name);
    if (hosted == null) {
      throw new IllegalArgumentException("no node " + name + " in this pool");
    }
    return hosted;
  }

  /** Empty: well. Otherwise one line for people. */
  public String trouble() {
    List<String> all = new ArrayList<>();
    nodes.forEach(
        (name, hosted) -> {
          if (!hosted.worker().trouble().isEmpty()) {
            all.add("node " + name + ": " + hosted.worker().trouble());
          }
        });
    if (all.isEmpty()) {
      return podInformer.isSynced() ? "" : "the pods are not known yet";
    }
    return all.size() == 1
        ? all.getFirst()
        : all.getFirst() + " (and " + (all.size() - 1) + " more nodes)";
  }

  /** Until each node is registered. False: not within {@code bound} of the machine's time. */
  public boolean awaitRegistered(Duration bound) throws InterruptedException {
    long deadline = System.nanoTime() + bound.toNanos();
    while (!trouble().isEmpty()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      Thread.sleep(5);
    }
    return true;
  }

  /** Of kubelet's server; empty where there is none. */
  public Optional<Integer> serverPort() {
    return server.map(KubeletServer::port);
  }

  /** Pods that have a machine here. */
  public int podCount() {
    return workers.size();
  }

  public long droppedEvents() {
    return services.events().dropped();
  }

  /** Whom kubelet's server answers for. */
  private final class ByAddress implements Hosts {
    @Override
    public Optional<HostedNode> nodeAt(String address) {
      if (config.names().size() == 1) {
        return nodes.values().stream().findFirst().map(Hosted::node);
      }
      return Optional.ofNullable(addresses.get(address));
    }

    @Override
    public Optional<PodWorker> pod(ObjectName name) {
      return workerOf(name);
    }

    @Override
    public Timing timing() {
      return services.timing();
    }
  }

  private Optional<PodWorker> workerOf(ObjectName pod) {
    return Optional.ofNullable(workers.get(pod));
  }

  private void podChanged(ApiObject pod) {
    Hosted hosted = nodes.get(pod.spec().text("nodeName"));
    if (hosted == null) {
      return;
    }
    ObjectName name = pod.objectName();
    String key = PodWorker.keyOf(pod);
    PodWorker worker = workers.get(name);
    if (worker == null || !worker.key().equals(key)) {
      if (worker != null) {
        worker.wake(); // It finds itself gone.
      } else if (isDone(pod)) {
        return;
      }
      worker = new PodWorker(name, key, hosted.node(), services);
      worker.setStatic(isStatic(key));
      workers.put(name, worker);
    }
    worker.wake();
  }

  /** It ended before this agent began: there is nothing to run, and nothing to free. */
  private static boolean isDone(ApiObject pod) {
    return new PodView(pod).isTerminal() && !pod.isBeingDeleted();
  }

  private boolean isStatic(String key) {
    return statics.isPresent() && statics.get().wants(key);
  }

  private void setStatic(ObjectName name, boolean wanted) {
    workerOf(name)
        .ifPresent(
            worker -> {
              worker.setStatic(wanted);
              worker.wake();
            });
  }

  private void podGone(ApiObject pod) {
    PodWorker worker = workers.get(pod.objectName());
    if (worker != null && worker.key().equals(PodWorker.keyOf(pod))) {
      if (!worker.isStatic()) {
        workers.remove(pod.objectName(), worker);
      }
      worker.wake();
    }
    statics.ifPresent(StaticPods::look);
  }

  private void nodeChanged(ApiObject object) {
    Hosted hosted = nodes.get(object.name());
    if (hosted == null) {
      return;
    }
    String range = object.spec().text("podCIDR");
    boolean isFromNode = config.network() instanceof PodNetwork.FromNode;
    if (isFromNode && !range.isEmpty() && hosted.node().useRange(range)) {
      hosted.node().pods().forEach(this::podChanged);
    }
    hosted.worker().changed();
  }

  /** As kubelet: one that was deleted does not come back by itself. */
  private void nodeGone(ApiObject object) {
    Hosted hosted = nodes.remove(object.name());
    if (hosted != null) {
      hosted.worker().stop();
      hosted.node().hostIps().forEach(addresses::remove);
    }
  }

  @Override
  public void close() {
    statics.ifPresent(StaticPods::close);
    server.ifPresent(KubeletServer::close);
    nodes.values().forEach(each -> each.worker().stop());
    podInformer.close();
    nodeInformer.close();
    services.podWork().close();
    services.nodeWork().close();
    services.events().close();
  }
}
