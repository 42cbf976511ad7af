package dev.keelson.nodeagent.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.nodeagent.runtime.ContainerHandle;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PodFilesTest {
  @Test
  void containersLeaveFilesInTheVolumesThatBothMount() {
    Bench pod =
        new Bench(
            "",
            """
            restartPolicy: Never
            initContainers:
            - name: first
              image: busybox
              command: [sh, -c, "echo left > /out/f; echo lost > /tmp/f"]
              volumeMounts: [{name: shared, mountPath: /out}]
            containers:
            - name: main
              image: busybox
              command: [sh, -c, "test -e /tmp/f && exit 1; cat /in/f | grep left"]
              volumeMounts: [{name: shared, mountPath: /in}]
            volumes: [{name: shared, emptyDir: {}}]
            """);
    pod.at(1);
    assertThat(pod.phase()).isEqualTo("Succeeded");
  }

  @Test
  void hostPathsOutliveThePod() {
    String spec =
        """
        restartPolicy: Never
        containers:
        - name: main
          image: busybox
          command: [sh, -c, "if [ -r /data/foo ]; then exit 0; else touch /data/foo; sleep 1000; fi"]
          volumeMounts: [{name: data, mountPath: /data}]
        volumes: [{name: data, hostPath: {path: /tmp/dir}}]
        """;
    Bench first = new Bench("", spec);
    assertThat(first.phase()).isEqualTo("Running");
    first.delete(1);
    first.at(2);
    assertThat(first.phase()).isEqualTo("Failed");
    assertThat(first.place.hostFiles).containsOnlyKeys("/tmp/dir/foo");

    Bench second = new Bench("", spec, first.place);
    second.at(1);
    assertThat(second.phase()).isEqualTo("Succeeded");
  }

  @Test
  void aWebServerMissesAFileThatACommandTookAway() {
    Bench pod =
        new Bench(
            "",
            """
            containers:
            - name: web
              image: nginx
              readinessProbe:
                periodSeconds: 1
                failureThreshold: 1
                httpGet: {path: /index.html, port: 80}
            """);
    pod.at(5);
    assertThat(pod.condition("Ready")).isEqualTo("True");
    ContainerHandle handle = pod.newest("web");
    String file = "/usr/share/nginx/html/index.html";
    assertThat(handle.filesAt(java.time.Instant.parse("2030-01-01T00:01:00Z"))).containsKey(file);
    handle.write(Map.of(file, Optional.empty()));
    pod.at(6);
    assertThat(pod.condition("Ready")).startsWith("False");
    assertThat(pod.place.events)
        .contains("Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 404");
    handle.write(Map.of(file, Optional.of("back")));
    pod.at(7);
    assertThat(pod.condition("Ready")).isEqualTo("True");
  }

  @Test
  void whatTheApiFillsIsThereToRead() {
    StillPlace place = new StillPlace();
    place.configs.put(
        "m",
        InMemoryCluster.object(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: m, namespace: default}
            data: {colour: blue, size: big}
            """));
    Bench pod =
        new Bench(
            "",
            """
            restartPolicy: Never
            containers:
            - name: main
              image: busybox
              command: [sh, -c, "cat /etc/all/token /etc/all/c /etc/all/name /etc/all/cpu /etc/all/limit > /dev/termination-log; ls /etc/all"]
              resources: {requests: {cpu: 250m}}
              volumeMounts: [{name: all, mountPath: /etc/all}]
            volumes:
            - name: all
              projected:
                sources:
                - serviceAccountToken: {path: token, audience: me}
                - configMap: {name: m, items: [{key: colour, path: c}]}
                - downwardAPI:
                    items:
                    - {path: name, fieldRef: {fieldPath: metadata.name}}
                    - path: cpu
                      resourceFieldRef: {containerName: main, resource: requests.cpu, divisor: 1m}
                    - path: limit
                      resourceFieldRef: {containerName: main, resource: limits.memory, divisor: 1Gi}
            """,
            place);
    pod.at(1);
    assertThat(pod.phase()).isEqualTo("Succeeded");
    assertThat(pod.container("main").objectAt("state", "terminated").text("message"))
        .isEqualTo("token of p for mebluep25032");
  }

  @Test
  void theLogIsTheLastWordWhereAnErrorLeftNoOther() {
    assertThat(lastWord("File", "echo -n DONE; exit 1")).isEmpty();
    assertThat(lastWord("FallbackToLogsOnError", "echo -n DONE; exit 1")).isEqualTo("DONE");
    assertThat(lastWord("FallbackToLogsOnError", "echo -n DONE; exit 0")).isEmpty();
    assertThat(lastWord("FallbackToLogsOnError", "echo X > /dev/termination-log; echo Y; exit 1"))
        .isEqualTo("X\n");
    assertThat(lastWord("FallbackToLogsOnError", "for i in $(seq 90); do echo $i; done; exit 1"))
        .startsWith("11\n12\n")
        .endsWith("89\n90\n");
  }

  @Test
  void commandsNameVariables() {
    Bench pod =
        new Bench(
            "",
            """
            restartPolicy: Never
            containers:
            - name: main
              image: busybox
              env: [{name: A, value: one}, {name: B, value: "$(A)-two"}]
              command: [sh, -c]
              args: ["echo -n $(B) '$$(B)' '$(C)' > /dev/termination-log"]
            """);
    pod.at(1);
    assertThat(pod.container("main").objectAt("state", "terminated").text("message"))
        .isEqualTo("one-two $(B) $(C)");
  }

  private static String lastWord(String policy, String command) {
    Bench pod =
        new Bench(
            "",
            """
            restartPolicy: Never
            containers:
            - name: main
              image: busybox
              terminationMessagePolicy: %s
              command: [sh, -c, "%s"]
            """
                .formatted(policy, command));
    pod.at(1);
    return pod.container("main").objectAt("state", "terminated").text("message");
  }
}
