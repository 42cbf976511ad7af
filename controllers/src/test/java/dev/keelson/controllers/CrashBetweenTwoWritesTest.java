package dev.keelson.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ClientOptions;
import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.client.PatchType;
import dev.keelson.apiserver.client.WriteOptions;
import dev.keelson.apiserver.client.time.SteppedTiming;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.cronjob.CronJobControllers;
import dev.keelson.controllers.deployment.DeploymentControllers;
import dev.keelson.controllers.job.JobControllers;
import dev.keelson.controllers.pod.PodView;
import dev.keelson.controllers.replication.ReplicationControllers;
import dev.keelson.controllers.statefulset.StatefulSetControllers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Controllers die after their first write, after their second, and so on, and others go on where
 * they stopped: nothing is lost, nothing doubled.
 */
class CrashBetweenTwoWritesTest {
  /** Beyond which a plan has gone astray. */
  private static final int MOST_WRITES = 60;

  /**
   * @param begin makes what the controllers are to work on
   * @param outside does what nodes do, again and again
   * @param done whether there is nothing left to do
   * @param check what must be so then
   */
  private record Story(
      List<ControllerKind> kinds,
      Timing timing,
      Consumer<World> begin,
      Consumer<World> outside,
      Predicate<World> done,
      Consumer<World> check) {

    /** With a crash after each write, until a run has fewer writes than that. */
    void play() {
      int crashes = 0;
      while (crashes <= MOST_WRITES && playWithCrashAfter(crashes + 1)) {
        crashes++;
      }
      assertThat(crashes).as("crashes").isBetween(1, MOST_WRITES);
    }

    /** Whether it crashed. */
    private boolean playWithCrashAfter(int writes) {
      try (InMemoryCluster cluster = InMemoryCluster.open()) {
        World world = new World(cluster.client("test"), new HashSet<>());
        begin.accept(world);
        MortalTransport way = new MortalTransport(cluster.transport(), writes);
        boolean hasCrashed;
        try (ControllerManager _ = manager(way)) {
          InMemoryCluster.await(
              "done, or dead after write " + writes, () -> way.isDead() || isDone(world));
          hasCrashed = way.isDead();
        }
        if (hasCrashed) {
          try (ControllerManager _ = manager(cluster.transport())) {
            InMemoryCluster.await("done after a crash after write " + writes, () -> isDone(world));
          }
        }
        check.accept(world);
        return hasCrashed;
      }
    }

    private boolean isDone(World world) {
      outside.accept(world);
      return done.test(world);
    }

    private ControllerManager manager(dev.keelson.apiserver.client.ApiTransport way) {
      ApiClient client = new ApiClient(way, ClientOptions.usual("controllers").withTiming(timing));
      return ControllerManager.start(client, ManagerOptions.of(kinds));
    }
  }

  /**
   * @param seen the uid of each pod that ever was
   */
  private record World(ApiClient client, Set<String> seen) {
    void create(String apiVersion, String resource, String yaml) {
      client.resource(apiVersion, resource).create(InMemoryCluster.object(yaml));
    }

    ApiObject get(String apiVersion, String resource, String name) {
      return client.resource(apiVersion, resource).get(new ObjectName("default", name));
    }

    List<ApiObject> list(String apiVersion, String resource) {
      return client.resource(apiVersion, resource).list("default", ListOptions.ALL).items();
    }

    List<PodView> pods() {
      List<PodView> pods = PodView.of(list("v1", "pods"));
      pods.forEach(each -> seen.add(each.uid()));
      return pods;
    }

    void setStatus(PodView pod, String status) {
      try {
        client
            .resource("v1", "pods")
            .subresource("status")
            .patch(
                pod.objectName(),
                PatchType.MERGE,
                ("{\"status\":" + status + "}").getBytes(StandardCharsets.UTF_8),
                WriteOptions.USUAL);
      } catch (ApiFailure e) {
        assertThat(e.status().code()).isEqualTo(404);
      }
    }

    void makeReady() {
      pods().stream()
          .filter(pod -> pod.isActive() && !pod.isReady())
          .forEach(
              pod ->
                  setStatus(
                      pod,
                      "{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\","
                          + "\"status\":\"True\","
                          + "\"lastTransitionTime\":\"2026-01-01T00:00:00Z\"}]}"));
    }

    void end() {
      pods().stream()
          .filter(PodView::isActive)
          .forEach(pod -> setStatus(pod, "{\"phase\":\"Succeeded\"}"));
    }

    long observed(ApiObject object) {
      return object.status().number("observedGeneration", 0);
    }

    boolean isObserved(ApiObject object) {
      return observed(object) == object.metadata().number("generation", -1);
    }
  }

  private static String workload(String kind, String more) {
    return """
        apiVersion: apps/v1
        kind: %s
        metadata: {name: web, namespace: default}
        spec:
          replicas: 3
          %s
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: c, image: "i:1"}]}
        """
        .formatted(kind, more);
  }

  private static final List<ControllerKind> DEPLOYING =
      List.of(DeploymentControllers.DEPLOYMENT, ReplicationControllers.REPLICA_SET);

  private static boolean isDeployed(World world) {
    ApiObject web = world.get("apps/v1", "deployments", "web");
    return world.isObserved(web)
        && web.status().number("updatedReplicas", 0) == 3
        && web.status().number("availableReplicas", 0) == 3
        && web.status().number("replicas", 0) == 3
        && world.list("apps/v1", "replicasets").stream().allMatch(world::isObserved);
  }

  @Test
  void aDeploymentHasItsPodsOnce() {
    new Story(
            DEPLOYING,
            Timing.system(),
            world -> world.create("apps/v1", "deployments", workload("Deployment", "")),
            World::makeReady,
            CrashBetweenTwoWritesTest::isDeployed,
            world -> {
              assertThat(world.list("apps/v1", "replicasets")).hasSize(1);
              assertThat(world.pods()).hasSize(3);
              assertThat(world.seen()).hasSize(3);
            })
        .play();
  }

  @Test
  void aStatefulSetHasItsPodsOnceAndInOrder() {
    new Story(
            List.of(StatefulSetControllers.STATEFUL_SET),
            Timing.system(),
            world ->
                world.create(
                    "apps/v1", "statefulsets", workload("StatefulSet", "serviceName: web")),
            World::makeReady,
            world -> {
              ApiObject web = world.get("apps/v1", "statefulsets", "web");
              return world.isObserved(web) && web.status().number("availableReplicas", 0) == 3;
            },
            world -> {
              assertThat(world.list("apps/v1", "controllerrevisions")).hasSize(1);
              assertThat(world.pods())
                  .extracting(PodView::name)
                  .containsExactlyInAnyOrder("web-0", "web-1", "web-2");
              assertThat(world.seen()).hasSize(3);
            })
        .play();
  }

  @Test
  void aJobRunsEachPodOnceAndCountsItOnce() {
    new Story(
            List.of(JobControllers.JOB),
            Timing.system(),
            world ->
                world.create(
                    "batch/v1",
                    "jobs",
                    """
                    apiVersion: batch/v1
                    kind: Job
                    metadata: {name: work, namespace: default}
                    spec:
                      completions: 3
                      parallelism: 2
                      template:
                        spec:
                          restartPolicy: Never
                          containers: [{name: c, image: i}]
                    """),
            World::end,
            world ->
                world
                    .get("batch/v1", "jobs", "work")
                    .status()
                    .array("conditions")
                    .objects()
                    .anyMatch(each -> each.text("type").equals("Complete")),
            world -> {
              ApiObject job = world.get("batch/v1", "jobs", "work");
              assertThat(job.status().number("succeeded", 0)).isEqualTo(3);
              assertThat(job.status().number("failed", 0)).isZero();
              assertThat(world.pods()).hasSize(3);
              assertThat(world.seen()).hasSize(3);
              assertThat(world.list("v1", "pods"))
                  .allSatisfy(pod -> assertThat(pod.finalizers()).isEmpty());
            })
        .play();
  }

  @Test
  void aCronJobMakesOneJobForEachTime() {
    Instant due = Instant.now().truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
    new Story(
            List.of(CronJobControllers.CRON_JOB),
            new SteppedTiming(due.plusSeconds(10)),
            world ->
                world.create(
                    "batch/v1",
                    "cronjobs",
                    """
                    apiVersion: batch/v1
                    kind: CronJob
                    metadata: {name: tick, namespace: default}
                    spec:
                      schedule: "0 * * * *"
                      jobTemplate:
                        spec:
                          template:
                            spec:
                              restartPolicy: Never
                              containers: [{name: c, image: i}]
                    """),
            _ -> {},
            world -> {
              ApiObject tick = world.get("batch/v1", "cronjobs", "tick");
              return tick.status().array("active").size() == 1
                  && tick.status().text("lastScheduleTime").equals(due.toString());
            },
            world ->
                assertThat(world.list("batch/v1", "jobs"))
                    .extracting(ApiObject::name)
                    .containsExactly("tick-" + Duration.between(Instant.EPOCH, due).toMinutes()))
        .play();
  }

  @Test
  void aRolloutEndsWithThePodsOfTheNewTemplateAlone() {
    new Story(
            DEPLOYING,
            Timing.system(),
            CrashBetweenTwoWritesTest::deployAndChange,
            World::makeReady,
            CrashBetweenTwoWritesTest::isDeployed,
            world -> {
              assertThat(world.list("apps/v1", "replicasets")).hasSize(2);
              assertThat(world.pods())
                  .hasSize(3)
                  .allSatisfy(
                      pod ->
                          assertThat(
                                  pod.spec()
                                      .array("containers")
                                      .objects()
                                      .map(each -> each.text("image")))
                              .containsExactly("i:2"));
              assertThat(world.seen()).hasSize(6);
            })
        .play();
  }

  private static void deployAndChange(World world) {
    world.create("apps/v1", "deployments", workload("Deployment", ""));
    try (ControllerManager _ =
        ControllerManager.start(world.client(), ManagerOptions.of(DEPLOYING))) {
      InMemoryCluster.await(
          "the first",
          () -> {
            world.makeReady();
            return isDeployed(world);
          });
    }
    world
        .client()
        .resource("apps/v1", "deployments")
        .patch(
            new ObjectName("default", "web"),
            PatchType.JSON,
            "[{\"op\":\"replace\",\"path\":\"/spec/template/spec/containers/0/image\",\"value\":\"i:2\"}]"
                .getBytes(StandardCharsets.UTF_8));
  }
}
