package dev.keelson.scheduler;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ApiTransport;
import dev.keelson.apiserver.client.ClientOptions;
import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.client.http.HttpTransport;
import dev.keelson.apiserver.client.http.Kubeconfig;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Prints how many pods a second are bound, end to end through the API server in memory: {@code
 * Throughput [pods] [nodes]}, or through another one: {@code Throughput pods nodes kubeconfig}. Not
 * a test: run by hand.
 */
public final class Throughput {
  private Throughput() {}

  public static void main(String[] args) throws Exception {
    int pods = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
    int nodes = args.length > 1 ? Integer.parseInt(args[1]) : 5_000;
    if (args.length > 2) {
      try (ApiTransport transport = HttpTransport.open(Kubeconfig.load(Path.of(args[2])))) {
        outside(() -> new ApiClient(transport, ClientOptions.usual("scheduler")), pods, nodes);
      }
      return;
    }
    try (InMemoryCluster cluster = InMemoryCluster.open()) {
      inside(cluster, pods, nodes);
    }
  }

  /** Pods come while the scheduler runs, in one process with the API server. */
  private static void inside(InMemoryCluster cluster, int pods, int nodes) throws Exception {
    ApiClient client = cluster.client("throughput");
    create(client, "nodes", nodes, i -> TestPods.nodeObject("node-" + i, "64"));
    TestPods.clearTaints(client);
    try (Scheduler scheduler =
        Scheduler.start(cluster.client("scheduler"), SchedulerConfig.defaults())) {
      scheduler.awaitReady(Duration.ofMinutes(1));
      created(client, scheduler, "warm", Math.min(pods, 1000));
      long cpu = cpu();
      long took = created(client, scheduler, "pod", pods);
      print(pods, nodes, took, "cycle thread", cpu() - cpu);
      scheduler
          .metrics()
          .lines()
          .filter(line -> line.contains("_sum"))
          .forEach(System.out::println);
    }
  }

  /** Pods are there before the scheduler comes: all CPU of this process is its own. */
  private static void outside(Supplier<ApiClient> clients, int pods, int nodes) throws Exception {
    ApiClient client = clients.get();
    String run = Long.toString(System.nanoTime(), 36);
    create(client, "nodes", nodes, i -> TestPods.nodeObject("node-" + run + "-" + i, "64"));
    TestPods.clearTaints(client);
    for (int round = 0; round < 2; round++) {
      String prefix = "pod-" + run + "-" + round;
      int count = round == 0 ? Math.min(pods, 2000) : pods;
      create(client, "pods", count, i -> TestPods.podObject(prefix + "-" + i, "100m"));
      long start = System.nanoTime();
      long cpu = processCpu();
      try (Scheduler scheduler = Scheduler.start(clients.get(), SchedulerConfig.defaults())) {
        while (bound(scheduler) < count) {
          Thread.sleep(20);
        }
        print(count, nodes, System.nanoTime() - start, "process", processCpu() - cpu);
      }
    }
  }

  private static void print(int pods, int nodes, long took, String whose, long cpu) {
    System.out.printf(
        "%d pods on %d nodes: %.0f pods/s (%d ms), CPU of the %s %.3f ms/pod%n",
        pods, nodes, pods * 1e9 / took, took / 1_000_000, whose, cpu / 1e6 / pods);
  }

  /** Nanos. */
  private static long processCpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  /** CPU of the cycle's thread. Nanos. */
  private static long cpu() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (long id : threads.getAllThreadIds()) {
      var info = threads.getThreadInfo(id);
      if (info != null && info.getThreadName().equals("scheduler")) {
        sum += threads.getThreadCpuTime(id);
      }
    }
    return sum;
  }

  private static long created(ApiClient client, Scheduler scheduler, String prefix, int count)
      throws Exception {
    long start = System.nanoTime();
    long bound = bound(scheduler);
    create(client, "pods", count, i -> TestPods.podObject(prefix + "-" + i, "100m"));
    System.out.printf("created after %d ms%n", (System.nanoTime() - start) / 1_000_000);
    while (bound(scheduler) < bound + count) {
      Thread.sleep(5);
      if (System.nanoTime() - start > Duration.ofMinutes(2).toNanos()) {
        throw new AssertionError(
            scheduler.explain(new ObjectName("default", prefix + "-0")) + scheduler.metrics());
      }
    }
    return System.nanoTime() - start;
  }

  private static long bound(Scheduler scheduler) {
    return scheduler
        .metrics()
        .lines()
        .filter(line -> line.startsWith("scheduler_schedule_attempts_total{result=\"scheduled\""))
        .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private interface Maker {
    ApiObject make(int number);
  }

  private static void create(ApiClient client, String resource, int count, Maker maker)
      throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int number = i;
        all.add(threads.submit(() -> client.resource("v1", resource).create(maker.make(number))));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
  }
}
