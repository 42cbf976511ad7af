package dev.keelson.scheduler;

import static dev.keelson.apiserver.client.InMemoryCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.ApiCall;
import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ApiReply;
import dev.keelson.apiserver.client.ApiTransport;
import dev.keelson.apiserver.client.ClientOptions;
import dev.keelson.apiserver.client.EventStream;
import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.client.time.SteppedTiming;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes wrong around a scheduler, through the API. */
class BadDaysTest {
  private static final int CROWD = 10_000;

  private final InMemoryCluster cluster = InMemoryCluster.open();
  private final ApiClient client = cluster.client("test");

  @AfterEach
  void close() {
    cluster.close();
  }

  /** Counts which pods were bound, and how often; and attempts that the server refused. */
  private static final class CountingTransport implements ApiTransport {
    private final ApiTransport next;
    private final Map<String, AtomicInteger> bound;
    private final AtomicInteger refused;

    CountingTransport(ApiTransport next, Map<String, AtomicInteger> bound, AtomicInteger refused) {
      this.next = next;
      this.bound = bound;
      this.refused = refused;
    }

    @Override
    public ApiReply send(ApiCall call) {
      ApiReply reply = next.send(call);
      if (call.path().contains("/binding")) {
        if (reply.status() < 300) {
          bound.computeIfAbsent(call.path(), _ -> new AtomicInteger()).incrementAndGet();
        } else {
          refused.incrementAndGet();
        }
      }
      return reply;
    }

    @Override
    public EventStream watch(ApiCall call) {
      return next.watch(call);
    }

    @Override
    public void close() {
      next.close();
    }
  }

  private void nodes(int count, String cpu) {
    for (int i = 0; i < count; i++) {
      client.resource("v1", "nodes").create(TestPods.nodeObject("n" + i, cpu));
    }
    TestPods.clearTaints(client);
  }

  private ObjectName pod(String name, String cpu) {
    return client.resource("v1", "pods").create(TestPods.podObject(name, cpu)).objectName();
  }

  private String nodeOf(ObjectName pod) {
    return client.resource("v1", "pods").get(pod).spec().text("nodeName");
  }

  private List<ApiObject> bound() {
    return client.resource("v1", "pods").list("default", ListOptions.ALL).items().stream()
        .filter(each -> !each.spec().text("nodeName").isEmpty())
        .toList();
  }

  /** Of all results together. */
  private static long attempts(Scheduler scheduler) {
    return scheduler
        .metrics()
        .lines()
        .filter(line -> line.startsWith("scheduler_schedule_attempts_total{"))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Test
  void twoSchedulersBothBelieveTheyLead() throws InterruptedException {
    nodes(20, "4");
    Map<String, AtomicInteger> bound = new ConcurrentHashMap<>();
    AtomicInteger refused = new AtomicInteger();
    for (int i = 0; i < 100; i++) {
      pod("p" + i, "500m");
    }
    try (Scheduler one = counted(bound, refused, 1);
        Scheduler two = counted(bound, refused, 2)) {
      one.awaitReady(Duration.ofMinutes(1));
      two.awaitReady(Duration.ofMinutes(1));
      for (int i = 100; i < 150; i++) {
        pod("p" + i, "500m");
      }
      await("all bound", () -> bound().size() == 150);
      await("both know it", () -> isCalm(one) && isCalm(two));
    }
    assertThat(bound).hasSize(150);
    assertThat(bound.values()).allMatch(times -> times.get() == 1);
  }

  private Scheduler counted(Map<String, AtomicInteger> bound, AtomicInteger refused, int seed) {
    ApiTransport way = new CountingTransport(cluster.transport(), bound, refused);
    return Scheduler.start(
        new ApiClient(way, ClientOptions.usual("scheduler-" + seed)),
        SchedulerConfig.defaults().withRandom(new Random(seed)));
  }

  private static boolean isCalm(Scheduler scheduler) {
    return scheduler
        .metrics()
        .lines()
        .filter(line -> line.startsWith("scheduler_pending_pods{"))
        .allMatch(line -> line.endsWith(" 0"));
  }

  @Test
  void tenThousandPodsThatFitNowhereDoNotKeepOneThatFitsWaiting() {
    nodes(10, "4");
    try (Scheduler scheduler =
        Scheduler.start(
            cluster.client("scheduler"), SchedulerConfig.defaults().withRandom(new Random(1)))) {
      for (int i = 0; i < CROWD; i++) {
        pod("large-" + i, "64");
      }
      await("all tried", () -> attempts(scheduler) >= CROWD);
      long before = attempts(scheduler);
      for (int i = 0; i < 5; i++) {
        ObjectName small = pod("small-" + i, "100m");
        await("bound", () -> !nodeOf(small).isEmpty());
      }
      // A pod that comes, or is bound, frees nothing: none of the crowd is tried again for it.
      assertThat(attempts(scheduler) - before).isLessThan(CROWD / 10);
      assertThat(bound()).hasSize(5);
    }
  }

  @Test
  void theWallClockIsSetWhilePodsWait() {
    nodes(2, "1");
    SteppedTiming timing = new SteppedTiming(Instant.now());
    try (Scheduler _ =
        Scheduler.start(
            cluster.client("scheduler", timing),
            SchedulerConfig.defaults().withRandom(new Random(1)))) {
      ObjectName waiting = pod("waiting", "2");
      await("tried", () -> client.resource("v1", "pods").get(waiting).status().has("conditions"));
      for (Duration jump : List.of(Duration.ofDays(-365), Duration.ofDays(1000))) {
        timing.jumpWall(jump);
        ObjectName next = pod("after-" + Math.abs(jump.toDays()), "500m");
        await("bound after " + jump, () -> !nodeOf(next).isEmpty());
        assertThat(nodeOf(waiting)).isEmpty();
      }
      client.resource("v1", "nodes").create(TestPods.nodeObject("n9", "4"));
      TestPods.clearTaints(client);
      await(
          "the waiting one",
          () -> {
            timing.advance(Duration.ofSeconds(1));
            return !nodeOf(waiting).isEmpty();
          });
      assertThat(nodeOf(waiting)).isEqualTo("n9");
    }
  }
}
