package dev.keelson.nodeagent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.model.ApiObject;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Many nodes and pods in one process. As a test, few enough for any machine; by its main method as
 * many as are asked for ({@code ScaleTest 5000 50000}), with figures.
 */
class ScaleTest {
  private static final int CREATORS = 8;

  @Test
  void manyNodesCarryManyPods() throws Exception {
    run(200, 1_000);
  }

  public static void main(String[] arguments) throws Exception {
    run(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
    System.exit(0);
  }

  private static void run(int nodeCount, int podCount) throws Exception {
    try (InMemoryCluster cluster = InMemoryCluster.open()) {
      carry(cluster, nodeCount, podCount);
      System.out.printf("without the pool %d MB%n", used() >> 20);
    }
  }

  private static void carry(InMemoryCluster cluster, int nodeCount, int podCount) throws Exception {
    ApiClient client = cluster.client("keelson-test");
    long begin = System.nanoTime();
    try (NodePool pool =
        NodePool.start(
            cluster.client("kubelet"),
            NodePoolConfig.ofCount(nodeCount)
                .withNetwork(new PodNetwork.Range("10.0.0.0/8", 24)))) {
      InMemoryCluster.await("nodes", () -> pool.trouble().isEmpty());
      long registered = System.nanoTime();
      create(client.resource("v1", "pods"), nodeCount, podCount);
      long created = System.nanoTime();
      InMemoryCluster.await(
          "pods", () -> pool.podCount() == podCount && running(client) == podCount);
      long all = System.nanoTime();
      System.out.printf(
          "%d nodes in %d ms; %d pods made in %d ms and running %d ms later (%d pods/s);"
              + " with the pool %d MB%n",
          nodeCount,
          (registered - begin) / 1_000_000,
          podCount,
          (created - registered) / 1_000_000,
          (all - created) / 1_000_000,
          podCount * 1_000_000_000L / (all - registered),
          used() >> 20);
      assertThat(pool.trouble()).isEmpty();
    }
  }

  private static void create(ResourceClient pods, int nodeCount, int podCount)
      throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(CREATORS);
    for (int i = 0; i < CREATORS; i++) {
      Thread.ofVirtual()
          .start(
              () -> {
                for (int n = next.getAndIncrement(); n < podCount; n = next.getAndIncrement()) {
                  pods.create(pod(n, n % nodeCount));
                }
                done.countDown();
              });
    }
    done.await();
  }

  private static ApiObject pod(int number, int node) {
    return InMemoryCluster.object(
        """
        {"apiVersion":"v1","kind":"Pod",
         "metadata":{"name":"pod-%d","namespace":"default","labels":{"app":"web"}},
         "spec":{"nodeName":"node-%d","automountServiceAccountToken":false,
         "containers":[{"name":"web","image":"nginx:1.29"}]}}
        """
            .formatted(number, node));
  }

  private static int running(ApiClient client) {
    ListOptions running = ListOptions.ALL.withFields("status.phase=Running");
    return client.resource("v1", "pods").list("default", running).items().size();
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
