package dev.keelson.scheduler;

import static dev.keelson.apiserver.client.InMemoryCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.server.resource.Feature;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pods of one group are bound together, or not at all. */
class GangSchedulingTest {
  private static final String GROUPS = "scheduling.k8s.io/v1alpha2";

  private final InMemoryCluster cluster = InMemoryCluster.open(Set.of(Feature.GENERIC_WORKLOAD));
  private final ApiClient client = cluster.client("test");

  @AfterEach
  void close() {
    cluster.close();
  }

  private Scheduler start() {
    return Scheduler.start(
        cluster.client("scheduler"),
        SchedulerConfig.defaults().withGangs().withRandom(new Random(1)));
  }

  private void node(String name, String cpu) {
    client.resource("v1", "nodes").create(TestPods.nodeObject(name, cpu));
    TestPods.clearTaints(client);
  }

  private void group(String name, int least) {
    client
        .resource(GROUPS, "podgroups")
        .create(
            InMemoryCluster.object(
                """
                {"apiVersion":"scheduling.k8s.io/v1alpha2","kind":"PodGroup",
                 "metadata":{"namespace":"default","name":"%s"},
                 "spec":{"schedulingPolicy":{"gang":{"minCount":%d}}}}"""
                    .formatted(name, least)));
  }

  private void member(String name, String group) {
    client
        .resource("v1", "pods")
        .create(
            TestPods.podObject(name, "1")
                .withSpec(
                    spec ->
                        spec.with(
                            "schedulingGroup",
                            JsonObject.of("podGroupName", JsonString.of(group)))));
  }

  private List<ApiObject> pods() {
    return client.resource("v1", "pods").list("default", ListOptions.ALL).items();
  }

  private long bound() {
    return pods().stream().filter(pod -> !pod.spec().text("nodeName").isEmpty()).count();
  }

  private static String condition(ApiObject object, String type, String field) {
    return object
        .status()
        .array("conditions")
        .objects()
        .filter(each -> each.text("type").equals(type))
        .findFirst()
        .map(each -> each.text(field))
        .orElse("");
  }

  private String groupSays(String group, String field) {
    return condition(
        client.resource(GROUPS, "podgroups").get(new ObjectName("default", group)),
        "PodGroupScheduled",
        field);
  }

  @Test
  void noneIsBoundBeforeAllCanBe() {
    node("n1", "2");
    group("train", 3);
    try (Scheduler _ = start()) {
      member("a", "train");
      member("b", "train");
      member("c", "train");
      await("the group is refused", () -> groupSays("train", "status").equals("False"));
      await(
          "each is told",
          () -> pods().stream().allMatch(pod -> says(pod, "reason").equals("Unschedulable")));
      assertThat(groupSays("train", "reason")).isEqualTo("Unschedulable");
      assertThat(bound()).isZero();
      assertThat(pods().stream().map(pod -> says(pod, "message")))
          .contains("waiting for minCount pods from a gang to be scheduled")
          .anyMatch(message -> message.startsWith("0/1 nodes are available: 1 Insufficient cpu."));

      node("n2", "2");

      await("all are bound", () -> bound() == 3);
      await("the group says so", () -> groupSays("train", "status").equals("True"));
      assertThat(groupSays("train", "reason")).isEqualTo("Scheduled");
    }
  }

  private static String says(ApiObject pod, String field) {
    return condition(pod, "PodScheduled", field);
  }

  @Test
  void theyWaitForTheirGroupAndForEachOther() {
    node("n1", "8");
    try (Scheduler _ = start()) {
      member("a", "late");
      member("b", "late");
      client.resource("v1", "pods").create(TestPods.podObject("alone", "1"));
      await("who has no group is bound", () -> bound() == 1);

      group("late", 3);
      client.resource("v1", "pods").create(TestPods.podObject("other", "1"));
      await("and another", () -> bound() == 2);
      member("c", "late");

      await("all are bound", () -> bound() == 5);
    }
  }

  @Test
  void moreThanTheLeastAreWelcome() {
    node("n1", "3");
    group("web", 2);
    try (Scheduler _ = start()) {
      for (String name : List.of("a", "b", "c", "d")) {
        member(name, "web");
      }
      await("as many as there is room for", () -> bound() == 3);
      await("the group is placed", () -> groupSays("web", "status").equals("True"));
      await(
          "the last one waits",
          () -> pods().stream().anyMatch(pod -> says(pod, "reason").equals("Unschedulable")));

      node("n2", "1");

      await("the last one too", () -> bound() == 4);
    }
  }

  @Test
  void twoGroupsThatFitOnlyOneAfterTheOtherDoNotBlockEachOther() {
    node("n1", "3");
    group("one", 3);
    group("two", 3);
    try (Scheduler _ = start()) {
      for (String name : List.of("a", "b", "c")) {
        member("one-" + name, "one");
        member("two-" + name, "two");
      }
      await("one of them is bound", () -> bound() == 3);
      assertThat(
              pods().stream()
                  .filter(pod -> !pod.spec().text("nodeName").isEmpty())
                  .map(pod -> pod.name().substring(0, 3))
                  .distinct())
          .hasSize(1);

      node("n2", "3");

      await("both", () -> bound() == 6);
    }
  }
}
