package dev.keelson.nodeagent.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Seconds are those since the pod was seen. */
class PodMachineTest {
  private static Bench shell(String policy, String script) {
    return new Bench(
        "",
        """
        restartPolicy: %s
        containers:
        - name: main
          image: busybox
          command: [sh, -c, '%s']
        """
            .formatted(policy, script));
  }

  private static final String WEB =
      """
      containers:
      - name: web
        image: nginx
      """;

  @Test
  void aServerRunsAtOnceAndForEver() {
    Bench pod = new Bench("", WEB);
    assertThat(pod.phase()).isEqualTo("Running");
    assertThat(pod.condition("Ready")).isEqualTo("True");
    assertThat(pod.wake()).isEqualTo(-1);
    assertThat(pod.place.events)
        .containsExactly(
            "Pulling: Pulling image \"nginx\"",
            "Pulled: Successfully pulled image \"nginx\" in 0s (0s including waiting). Image size: "
                + dev.keelson.nodeagent.runtime.Images.size("nginx")
                + " bytes.",
            "Created: Container created",
            "Started: Container started");
  }

  @Test
  void aPullTakesItsTime() {
    Bench late = new Bench("pretend.keelson.dev/pull-delay: 2s", WEB);
    assertThat(late.phase()).isEqualTo("Pending");
    assertThat(late.waiting("web")).isEqualTo("ContainerCreating");
    assertThat(late.condition("Ready"))
        .isEqualTo("False ContainersNotReady: containers with unready status: [web]");
    assertThat(late.wake()).isEqualTo(2);
    late.at(2);
    assertThat(late.phase()).isEqualTo("Running");
  }

  @Test
  void endsByPolicy() {
    assertThat(shell("Never", "exit 0").phase()).isEqualTo("Succeeded");
    assertThat(shell("Never", "exit 1").phase()).isEqualTo("Failed");
    assertThat(shell("OnFailure", "exit 0").phase()).isEqualTo("Succeeded");
    assertThat(shell("OnFailure", "exit 1").phase()).isEqualTo("Running");
    Bench done = shell("Never", "exit 0");
    assertThat(done.condition("Ready")).isEqualTo("False PodCompleted");
    assertThat(done.condition("Initialized")).isEqualTo("True PodCompleted");
    assertThat(done.place.released).containsExactly("uid-1");
  }

  @Test
  void restartsWaitTwiceAsLongEachTime() {
    Bench pod = shell("Always", "exit 1");
    List<Long> waits = new ArrayList<>();
    long last = 0;
    for (int i = 0; i < 8; i++) {
      assertThat(pod.waiting("main")).isEqualTo("CrashLoopBackOff");
      waits.add(pod.wake() - last);
      last = pod.wake();
      pod.at(last);
    }
    assertThat(waits).containsExactly(10L, 20L, 40L, 80L, 160L, 300L, 300L, 300L);
    assertThat(pod.container("main").number("restartCount", 0)).isEqualTo(9);
    assertThat(pod.container("main").objectAt("lastState", "terminated").number("exitCode", 0))
        .isEqualTo(1);
  }

  @Test
  void aLongGoodRunForgivesOldFailures() {
    Bench pod = shell("Always", "sleep 700; exit 1");
    pod.at(700);
    assertThat(pod.isRunning("main")).isTrue();
    pod.at(1400);
    assertThat(pod.isRunning("main")).as("at once again").isTrue();
    assertThat(pod.container("main").number("restartCount", 0)).isEqualTo(2);
  }

  @Test
  void initContainersRunInOrderAndSidecarsStay() {
    Bench pod =
        new Bench(
            "",
            """
            initContainers:
            - name: first
              image: busybox
              command: [sleep, "3"]
            - name: side
              image: envoy
              restartPolicy: Always
              startupProbe:
                periodSeconds: 1
                exec: {command: ["true"]}
            - name: second
              image: busybox
              command: [sleep, "2"]
            containers:
            - name: main
              image: nginx
            """);
    assertThat(pod.condition("Initialized"))
        .isEqualTo(
            "False ContainersNotInitialized: containers with incomplete status: [first side second]");
    assertThat(pod.waiting("main")).isEqualTo("PodInitializing");
    assertThat(pod.waiting("side")).isEqualTo("PodInitializing");
    pod.at(3);
    assertThat(pod.isRunning("side")).isTrue();
    assertThat(pod.isRunning("second")).isTrue();
    assertThat(pod.phase()).isEqualTo("Pending");
    pod.at(5);
    assertThat(pod.phase()).isEqualTo("Running");
    assertThat(pod.condition("Ready")).isEqualTo("True");
    assertThat(pod.container("first").isTrue("ready")).isTrue();
    pod.delete(30);
    assertThat(pod.sync.isOver()).isTrue();
    List<String> killed =
        pod.place.events.stream().filter(each -> each.startsWith("Killing")).toList();
    assertThat(killed)
        .containsExactly("Killing: Stopping container main", "Killing: Stopping container side");
  }

  @Test
  void aFailedInitContainerFailsThePod() {
    Bench pod =
        new Bench(
            "",
            """
            restartPolicy: Never
            initContainers:
            - name: first
              image: busybox
              command: ["false"]
            containers:
            - name: main
              image: nginx
            """);
    assertThat(pod.phase()).isEqualTo("Failed");
    assertThat(pod.waiting("main")).isEqualTo("PodInitializing");
    assertThat(pod.sync.isOver()).isTrue();
  }

  @Test
  void readinessFollowsItsProbe() {
    Bench pod =
        new Bench(
            "pretend.keelson.dev/ready-after: 7s",
            """
            containers:
            - name: web
              image: nginx
              readinessProbe:
                initialDelaySeconds: 2
                periodSeconds: 5
                httpGet: {port: 80}
            """);
    assertThat(pod.phase()).isEqualTo("Running");
    assertThat(pod.condition("Ready")).startsWith("False ContainersNotReady");
    pod.at(2);
    assertThat(pod.place.events)
        .contains("Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 503");
    pod.at(6);
    assertThat(pod.condition("Ready")).startsWith("False");
    pod.at(7);
    assertThat(pod.condition("Ready")).isEqualTo("True");
    assertThat(pod.wake()).as("nothing more to ask").isEqualTo(-1);
  }

  @Test
  void aDeadContainerIsStartedAgain() {
    Bench pod =
        new Bench(
            "pretend.keelson.dev/liveness-fails-after: 60s",
            """
            containers:
            - name: web
              image: nginx
              livenessProbe:
                periodSeconds: 10
                failureThreshold: 3
                httpGet: {port: 80}
            """);
    assertThat(pod.wake()).as("asked again when it may change").isEqualTo(60);
    pod.at(79);
    assertThat(pod.container("web").number("restartCount", 9)).isZero();
    pod.at(80);
    assertThat(pod.container("web").number("restartCount", 0)).isEqualTo(1);
    assertThat(pod.place.events)
        .contains("Killing: Container web failed liveness probe, will be restarted");
  }

  @Test
  void anExecProbeSeesTheContainersFiles() {
    Bench pod =
        new Bench(
            "",
            """
            containers:
            - name: web
              image: busybox
              command: [sh, -c, "touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600"]
              livenessProbe:
                initialDelaySeconds: 5
                periodSeconds: 5
                exec: {command: [cat, /tmp/healthy]}
            """);
    pod.at(40);
    assertThat(pod.container("web").number("restartCount", 0)).isEqualTo(1);
    assertThat(pod.place.events)
        .contains(
            "Unhealthy: Liveness probe failed: cat: can't open '/tmp/healthy': No such file or"
                + " directory\n");
  }

  @Test
  void deletionWaitsForTheGracePeriodAtMost() {
    Bench pod = new Bench("pretend.keelson.dev/stop-after: 60s", WEB);
    pod.at(10);
    pod.delete(30);
    assertThat(pod.sync.isOver()).isFalse();
    assertThat(pod.phase()).isEqualTo("Running");
    assertThat(pod.wake()).isEqualTo(40);
    pod.delete(5);
    assertThat(pod.wake()).as("it was asked for sooner").isEqualTo(15);
    pod.at(15);
    assertThat(pod.sync.isOver()).isTrue();
    assertThat(pod.phase()).isEqualTo("Failed");
    assertThat(pod.container("web").objectAt("state", "terminated").number("exitCode", 0))
        .isEqualTo(137);
  }

  @Test
  void aPodThatNeverRanEndsToo() {
    Bench pod = new Bench("pretend.keelson.dev/pull-delay: 1h", WEB);
    pod.delete(30);
    assertThat(pod.sync.isOver()).isTrue();
    assertThat(pod.phase()).isEqualTo("Failed");
    assertThat(pod.container("web").objectAt("state", "terminated").text("reason"))
        .isEqualTo("ContainerStatusUnknown");
  }

  @Test
  void aDeadlineFailsThePod() {
    Bench pod = new Bench("", "activeDeadlineSeconds: 20\n" + WEB);
    assertThat(pod.wake()).isEqualTo(20);
    pod.at(20);
    assertThat(pod.phase()).isEqualTo("Failed");
    assertThat(pod.sync.status().text("reason")).isEqualTo("DeadlineExceeded");
    assertThat(pod.sync.status().text("message"))
        .isEqualTo("Pod was active on the node longer than the specified deadline");
    assertThat(pod.sync.isOver()).isTrue();
  }

  @Test
  void anImageThatCannotBeHadIsTriedAgain() {
    Bench pod = new Bench("pretend.keelson.dev/fail-pull: no such image", WEB);
    assertThat(pod.waiting("web")).isEqualTo("ErrImagePull");
    pod.at(2);
    assertThat(pod.waiting("web")).isEqualTo("ImagePullBackOff");
    assertThat(pod.container("web").objectAt("state", "waiting").text("message"))
        .isEqualTo("Back-off pulling image \"nginx\": ErrImagePull: no such image");
    pod.at(10);
    assertThat(pod.waiting("web")).isEqualTo("ErrImagePull");
    assertThat(pod.place.events)
        .contains(
            "Failed: Failed to pull image \"nginx\": no such image",
            "Failed: Error: ErrImagePull",
            "BackOff: Back-off pulling image \"nginx\"",
            "Failed: Error: ImagePullBackOff");
  }

  @Test
  void aVariableFromNowhereIsAConfigError() {
    Bench pod =
        new Bench(
            "",
            """
            containers:
            - name: web
              image: nginx
              env:
              - name: COLOUR
                valueFrom:
                  configMapKeyRef: {name: colours, key: main}
            """);
    assertThat(pod.waiting("web")).isEqualTo("CreateContainerConfigError");
    assertThat(pod.container("web").objectAt("state", "waiting").text("message"))
        .isEqualTo("configmap \"colours\" not found");
    pod.place.configs.put(
        "colours",
        InMemoryCluster.object("{\"metadata\":{\"name\":\"colours\"},\"data\":{\"x\":\"y\"}}"));
    pod.at(10);
    assertThat(pod.container("web").objectAt("state", "waiting").text("message"))
        .isEqualTo("couldn't find key main in ConfigMap default/colours");
    pod.place.configs.put(
        "colours",
        InMemoryCluster.object("{\"metadata\":{\"name\":\"colours\"},\"data\":{\"main\":\"y\"}}"));
    pod.at(20);
    assertThat(pod.phase()).isEqualTo("Running");
  }

  @Test
  void aReadinessGateHoldsThePodBack() {
    Bench pod =
        new Bench(
            "",
            """
            readinessGates:
            - conditionType: example.com/ready
            containers:
            - name: web
              image: nginx
            """);
    assertThat(pod.condition("ContainersReady")).isEqualTo("True");
    assertThat(pod.condition("Ready"))
        .isEqualTo(
            "False ReadinessGatesNotReady: corresponding condition of pod readiness gate"
                + " \"example.com/ready\" does not exist.");
    JsonObject open =
        JsonObject.builder().put("type", "example.com/ready").put("status", "True").build();
    pod.change(
        object ->
            object.withStatus(
                status -> status.with("conditions", status.array("conditions").plus(open))));
    assertThat(pod.condition("Ready")).isEqualTo("True");
  }

  @Test
  void resourcesChangeInPlace() {
    Bench pod =
        new Bench(
            "",
            """
            containers:
            - name: web
              image: nginx
              resources: {requests: {cpu: 100m}}
            """);
    assertThat(pod.container("web").object("allocatedResources").text("cpu")).isEqualTo("100m");
    pod.place.resize = new Resize.Deferred("no room");
    JsonObject more =
        InMemoryCluster.object(
                "{\"containers\":[{\"name\":\"web\",\"image\":\"nginx\",\"resources\":"
                    + "{\"requests\":{\"cpu\":\"200m\"}}}]}")
            .tree();
    pod.change(object -> object.with("spec", more).withGeneration(2));
    assertThat(pod.condition("PodResizePending")).isEqualTo("True Deferred: no room");
    assertThat(pod.container("web").object("allocatedResources").text("cpu")).isEqualTo("100m");
    pod.place.resize = new Resize.Done();
    pod.change(object -> object.withGeneration(3));
    assertThat(pod.container("web").object("allocatedResources").text("cpu")).isEqualTo("200m");
    assertThat(pod.container("web").number("restartCount", 9)).isZero();
    assertThat(pod.condition("PodResizePending")).isEmpty();
  }

  @Test
  void anEphemeralContainerComesLater() {
    Bench pod = new Bench("", WEB);
    JsonObject debugger =
        JsonObject.builder()
            .put("name", "debug")
            .put("image", "busybox")
            .put("stdin", true)
            .build();
    pod.change(
        object ->
            object.withSpec(
                spec -> spec.with("ephemeralContainers", spec.array("x").plus(debugger))));
    assertThat(pod.isRunning("debug")).isTrue();
    assertThat(pod.phase()).isEqualTo("Running");
  }

  @Test
  void whatOthersEndedIsEnded() {
    Bench pod = new Bench("", WEB);
    pod.change(
        object ->
            object.withStatus(
                status -> status.with("phase", "Failed").with("reason", "NodeShutdown")));
    assertThat(pod.phase()).isEqualTo("Failed");
    assertThat(pod.sync.status().text("reason")).isEqualTo("NodeShutdown");
    assertThat(pod.container("web").object("state").isSet("terminated")).isTrue();
    assertThat(pod.sync.isOver()).isTrue();
  }

  @Test
  void aScriptForOneContainerGoesBeforeThePods() {
    Bench pod =
        new Bench(
            "pretend.keelson.dev/exit-after: 5s\npretend.keelson.dev/b: exit-after=9s, exit-code=4",
            """
            restartPolicy: Never
            containers:
            - name: a
              image: nginx
            - name: b
              image: nginx
            """);
    pod.at(5);
    assertThat(pod.container("a").object("state").isSet("terminated")).isTrue();
    assertThat(pod.isRunning("b")).isTrue();
    pod.at(9);
    assertThat(pod.phase()).isEqualTo("Failed");
  }
}
