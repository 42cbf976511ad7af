package dev.keelson.benchmarks.cluster;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.launcher.cluster.ClusterOptions;
import dev.keelson.launcher.cluster.EmbeddedCluster;
import java.util.Optional;

/** What is measured beside scheduling. */
final class OtherCases {
  private static final int REPLICAS = 1_000;
  private static final int CONFIG_MAPS = 5_000;
  private static final int FORKED_OBJECTS = 10_000;
  private static final int FORKS = 20;
  private static final long POLL_MILLIS = 50;

  private final ClusterBenchOptions options;
  private final Writers writers;

  OtherCases(ClusterBenchOptions options, Writers writers) {
    this.options = options;
    this.writers = writers;
  }

  private int size(int standard) {
    return options.pods() == 0 ? standard : options.pods();
  }

  /** From the creation of a Deployment until all its pods are ready, on the nodes there are. */
  ClusterRow deployment(Cluster cluster, String namespace) throws InterruptedException {
    ApiClient client = cluster.client();
    int nodes = client.resource("v1", "nodes").list("", ListOptions.ALL).items().size();
    if (nodes == 0) {
      throw new IllegalStateException("it needs nodes that run pods: keelson up --nodes 100");
    }
    int replicas = size(REPLICAS);
    cluster.namespace(namespace);
    ResourceClient deployments = client.resource("apps/v1", "deployments");
    ObjectName web = new ObjectName(namespace, "web");
    try {
      Gauge gauge = Gauge.start(options);
      long start = System.nanoTime();
      deployments.create(Templates.deployment(namespace, replicas));
      int ready = 0;
      while (ready < replicas && System.nanoTime() - start < options.timeout().toNanos()) {
        Thread.sleep(POLL_MILLIS);
        ready = (int) deployments.get(web).status().number("readyReplicas", 0);
      }
      return row(gauge, ClusterBenchOptions.DEPLOYMENT, nodes, ready, replicas, start);
    } finally {
      deployments.delete(web);
      client.resource("v1", "namespaces").delete(new ObjectName("", namespace));
    }
  }

  /** From the deletion of a namespace of ConfigMaps until it is gone. */
  ClusterRow deletion(Cluster cluster, String namespace) throws InterruptedException {
    ApiClient client = cluster.client();
    int count = size(CONFIG_MAPS);
    cluster.namespace(namespace);
    ResourceClient maps = client.resource("v1", "configmaps");
    writers.each(count, n -> maps.create(Templates.configMap(namespace, "map-" + n)));
    ResourceClient namespaces = client.resource("v1", "namespaces");
    ObjectName name = new ObjectName("", namespace);
    Gauge gauge = Gauge.start(options);
    long start = System.nanoTime();
    namespaces.delete(name);
    boolean isGone = false;
    while (!isGone && System.nanoTime() - start < options.timeout().toNanos()) {
      Thread.sleep(POLL_MILLIS);
      isGone = namespaces.find(name).isEmpty();
    }
    return row(gauge, ClusterBenchOptions.DELETION, 0, isGone ? count : 0, count, start);
  }

  /** In this process: copies of an API server whose store is in memory, until each answers. */
  ClusterRow fork() throws InterruptedException {
    int objects = size(FORKED_OBJECTS);
    try (EmbeddedCluster origin = EmbeddedCluster.open(ClusterOptions.API_ONLY)) {
      ResourceClient maps = origin.client("keelson-bench").resource("v1", "configmaps");
      writers.each(objects, n -> maps.create(Templates.configMap("default", "map-" + n)));
      Gauge gauge = Gauge.start(options);
      long start = System.nanoTime();
      int right = 0;
      for (int i = 0; i < FORKS; i++) {
        try (EmbeddedCluster fork = origin.fork()) {
          ResourceClient its = fork.client("keelson-bench").resource("v1", "configmaps");
          right += its.find(new ObjectName("default", "map-" + (objects - 1))).isPresent() ? 1 : 0;
        }
      }
      return row(gauge, ClusterBenchOptions.FORK, 0, right, FORKS, start);
    }
  }

  private static ClusterRow row(
      Gauge gauge, String name, int nodes, int done, int wanted, long start) {
    double seconds = (System.nanoTime() - start) / 1e9;
    double rate = done / seconds;
    Optional<String> error =
        done == wanted
            ? Optional.empty()
            : Optional.of(done + " of " + wanted + " after " + (long) seconds + " s");
    return gauge.row(name, nodes, done, new Windows.Rates(rate, rate, rate, rate, seconds), error);
  }
}
