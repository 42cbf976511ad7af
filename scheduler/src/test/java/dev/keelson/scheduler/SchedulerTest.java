package dev.keelson.scheduler;

import static dev.keelson.apiserver.client.InMemoryCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.client.PatchType;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.scheduler.cycle.Decision;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Through the API, as a user sees it. */
class SchedulerTest {
  private final InMemoryCluster cluster = InMemoryCluster.open();
  private final ApiClient client = cluster.client("test");

  @AfterEach
  void close() {
    cluster.close();
  }

  private Scheduler start() {
    return start(SchedulerConfig.defaults());
  }

  private Scheduler start(SchedulerConfig config) {
    return Scheduler.start(cluster.client("scheduler"), config.withRandom(new Random(1)));
  }

  private void node(String name, String cpu) {
    client.resource("v1", "nodes").create(TestPods.nodeObject(name, cpu));
    TestPods.clearTaints(client);
  }

  private ObjectName pod(String name, String cpu) {
    return client.resource("v1", "pods").create(TestPods.podObject(name, cpu)).objectName();
  }

  private ApiObject get(ObjectName pod) {
    return client.resource("v1", "pods").get(pod);
  }

  private String nodeOf(ObjectName pod) {
    return get(pod).spec().text("nodeName");
  }

  private JsonObject scheduled(ObjectName pod) {
    return get(pod)
        .status()
        .array("conditions")
        .objects()
        .filter(each -> each.text("type").equals("PodScheduled"))
        .findFirst()
        .orElse(JsonObject.EMPTY);
  }

  private List<String> events(String reason) {
    return client.resource("v1", "events").list("default", ListOptions.ALL).items().stream()
        .filter(each -> each.tree().text("reason").equals(reason))
        .map(each -> each.tree().text("message"))
        .toList();
  }

  @Test
  void podIsBoundAndItsEventSaysWhere() {
    node("n1", "4");
    try (Scheduler scheduler = start()) {
      ObjectName pod = pod("web", "1");

      await("bound", () -> nodeOf(pod).equals("n1"));
      assertThat(scheduled(pod).text("status")).isEqualTo("True");
      await("event", () -> !events("Scheduled").isEmpty());
      assertThat(events("Scheduled")).containsExactly("Successfully assigned default/web to n1");
      await(
          "counted",
          () ->
              scheduler
                  .metrics()
                  .contains(
                      "scheduler_schedule_attempts_total{result=\"scheduled\","
                          + "profile=\"default-scheduler\"} 1"));
      assertThat(scheduler.explain(pod)).isEmpty();
    }
  }

  @Test
  void podThatFitsNowhereSaysWhyUntilANodeComes() {
    node("n1", "1");
    node("n2", "1");
    client
        .resource("v1", "nodes")
        .patch(
            new ObjectName("", "n2"),
            PatchType.MERGE,
            "{\"spec\":{\"unschedulable\":true}}".getBytes(StandardCharsets.UTF_8));
    try (Scheduler scheduler = start()) {
      ObjectName pod = pod("big", "2");
      await("condition", () -> scheduled(pod).text("status").equals("False"));

      String message =
          "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) were unschedulable."
              + " preemption: 0/2 nodes are available:"
              + " 2 Preemption is not helpful for scheduling.";
      assertThat(scheduled(pod).text("reason")).isEqualTo("Unschedulable");
      assertThat(scheduled(pod).text("message")).isEqualTo(message);
      await("event", () -> events("FailedScheduling").contains(message));
      Decision decision = scheduler.explain(pod).orElseThrow();
      assertThat(decision.message()).isEqualTo(message);
      assertThat(decision.refusals())
          .anySatisfy(
              refusal -> {
                assertThat(refusal.plugin()).isEqualTo("NodeResourcesFit");
                assertThat(refusal.nodes()).containsExactly("n1");
              });

      node("n3", "4");
      await("bound", () -> nodeOf(pod).equals("n3"));
    }
  }

  @Test
  void withoutNodesItWaits() {
    try (Scheduler scheduler = start()) {
      ObjectName pod = pod("web", "1");
      await("condition", () -> scheduled(pod).text("status").equals("False"));

      assertThat(scheduled(pod).text("message")).isEqualTo("no nodes available to schedule pods");
      assertThat(scheduler.isHealthy()).isTrue();
      node("n1", "4");
      await("bound", () -> nodeOf(pod).equals("n1"));
    }
  }

  @Test
  void nodesAreFilledAndNotOverfilled() {
    for (int i = 0; i < 5; i++) {
      node("n" + i, "2");
    }
    try (Scheduler _ = start()) {
      for (int i = 0; i < 20; i++) {
        pod("p" + i, "500m");
      }
      ObjectName late = pod("late", "500m");
      await("the last is refused", () -> waiting() == 1);

      await("all but one bound", () -> bound() == 20);
      assertThat(get(late).isBeingDeleted()).isFalse();
    }
  }

  private long waiting() {
    return client.resource("v1", "pods").list("default", ListOptions.ALL).items().stream()
        .filter(pod -> scheduled(pod.objectName()).text("reason").equals("Unschedulable"))
        .count();
  }

  @Test
  void deletedPodMakesRoomForOneThatWaits() {
    node("n1", "1");
    try (Scheduler _ = start()) {
      ObjectName first = pod("first", "1");
      await("first bound", () -> nodeOf(first).equals("n1"));
      ObjectName second = pod("second", "1");
      await("second refused", () -> scheduled(second).text("status").equals("False"));

      client
          .resource("v1", "pods")
          .delete(first, dev.keelson.apiserver.client.DeleteOptions.USUAL.withGrace(0));

      await("second bound", () -> nodeOf(second).equals("n1"));
    }
  }

  @Test
  void highPriorityTakesTheRoomOfLow() {
    node("n1", "1");
    client
        .resource("scheduling.k8s.io/v1", "priorityclasses")
        .create(
            InMemoryCluster.object(
                """
                {"apiVersion":"scheduling.k8s.io/v1","kind":"PriorityClass",
                 "metadata":{"name":"high"},"value":1000}"""));
    try (Scheduler _ = start()) {
      ObjectName low = pod("low", "1");
      await("low bound", () -> nodeOf(low).equals("n1"));

      ObjectName high =
          client
              .resource("v1", "pods")
              .create(
                  TestPods.podObject("high", "1")
                      .withSpec(spec -> spec.with("priorityClassName", "high")))
              .objectName();

      await("nominated", () -> get(high).status().text("nominatedNodeName").equals("n1"));
      await(
          "low is asked to go",
          () ->
              client.resource("v1", "pods").find(low).map(ApiObject::isBeingDeleted).orElse(true));
      client
          .resource("v1", "pods")
          .delete(low, dev.keelson.apiserver.client.DeleteOptions.USUAL.withGrace(0));
      await("high bound", () -> nodeOf(high).equals("n1"));
      await("event", () -> !events("Preempted").isEmpty());
    }
  }

  @Test
  void gatedPodIsLeftAloneUntilItsGatesAreGone() {
    node("n1", "4");
    try (Scheduler _ = start()) {
      ApiObject gated =
          InMemoryCluster.object(
              """
              {"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"default","name":"gated"},
               "spec":{"schedulingGates":[{"name":"example.com/wait"}],
                 "containers":[{"name":"c","image":"pause"}]}}""");
      ObjectName pod = client.resource("v1", "pods").create(gated).objectName();
      ObjectName other = pod("other", "1");
      await("other bound", () -> nodeOf(other).equals("n1"));
      assertThat(nodeOf(pod)).isEmpty();

      client
          .resource("v1", "pods")
          .patch(
              pod,
              PatchType.MERGE,
              "{\"spec\":{\"schedulingGates\":null}}".getBytes(StandardCharsets.UTF_8));

      await("bound", () -> nodeOf(pod).equals("n1"));
    }
  }

  @Test
  void eachProfileLooksAfterItsOwn() {
    node("n1", "4");
    SchedulerConfig config =
        SchedulerConfig.parse(
            """
            apiVersion: kubescheduler.config.k8s.io/v1
            kind: KubeSchedulerConfiguration
            profiles:
            - schedulerName: one
            - schedulerName: two
              plugins:
                multiPoint:
                  disabled:
                  - name: NodeResourcesFit
            """);
    try (Scheduler _ = start(config)) {
      ObjectName one = pod("big-one", "one", "8");
      ObjectName two = pod("big-two", "two", "8");
      ObjectName nobody = pod("nobody", "1");

      await("two does not count", () -> nodeOf(two).equals("n1"));
      await("one does", () -> scheduled(one).text("status").equals("False"));
      assertThat(scheduled(nobody)).isEqualTo(JsonObject.EMPTY);
    }
  }

  private ObjectName pod(String name, String scheduler, String cpu) {
    return client
        .resource("v1", "pods")
        .create(
            TestPods.podObject(name, cpu).withSpec(spec -> spec.with("schedulerName", scheduler)))
        .objectName();
  }

  @Test
  void twoThatBothBelieveToLeadLoseNothingAndDoubleNothing() {
    for (int i = 0; i < 4; i++) {
      node("n" + i, "16");
    }
    try (Scheduler one = start();
        Scheduler two = start()) {
      for (int i = 0; i < 40; i++) {
        pod("p" + i, "500m");
      }

      await("all are bound", () -> bound() == 40);
      assertThat(one.isHealthy() && two.isHealthy()).isTrue();
    }
  }

  private long bound() {
    return client.resource("v1", "pods").list("default", ListOptions.ALL).items().stream()
        .filter(pod -> !pod.spec().text("nodeName").isEmpty())
        .count();
  }

  @Test
  void closedSchedulerBindsNothing() {
    node("n1", "4");
    Scheduler scheduler = start();
    ObjectName first = pod("first", "1");
    await("first bound", () -> nodeOf(first).equals("n1"));
    scheduler.close();

    ObjectName second = pod("second", "1");

    assertThat(scheduler.isHealthy()).isFalse();
    try (Scheduler _ = start()) {
      await("the next one does", () -> nodeOf(second).equals("n1"));
    }
  }
}
