package dev.keelson.launcher.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real kube-controller-manager ({@code KUBE_CONTROLLER_MANAGER}), kube-scheduler ({@code
 * KUBE_SCHEDULER}) and kubectl ({@code KUBECTL}) with our API server: what they do together without
 * a node agent.
 */
@Tag("judge")
class RealControlPlaneTest {
  private static final String NODE =
      """
      {"kind": "Node", "apiVersion": "v1",
       "metadata": {"name": "n1", "labels": {"kubernetes.io/hostname": "n1"}}}
      """;
  private static final String READY =
      """
      {"status": {"capacity": {"cpu": "8", "memory": "16Gi", "pods": "110"},
        "allocatable": {"cpu": "8", "memory": "16Gi", "pods": "110"},
        "conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady"}]}}
      """;

  @TempDir Path directory;

  @Test
  @Timeout(400)
  void podsAreBoundAndNamespacesEnd() throws Exception {
    Binary controllers = Binary.kubeControllerManager();
    Binary scheduler = Binary.kubeScheduler();
    Binary kubectl = Binary.kubectl();
    try (ControlPlane plane = ControlPlane.start(controllers, scheduler, kubectl, directory)) {
      plane.kubectl(NODE, "create", "-f", "-");
      plane.kubectl("", "patch", "node", "n1", "--subresource=status", "-p", READY);
      plane.kubectl("", "create", "namespace", "judged");
      plane.kubectl(
          "", "-n", "judged", "create", "deployment", "web", "--image=example/web", "--replicas=3");
      plane.kubectl(
          "",
          "-n",
          "judged",
          "wait",
          "--for=jsonpath={.status.replicas}=3",
          "deployment/web",
          "--timeout=100s");
      plane.kubectl(
          "",
          "-n",
          "judged",
          "wait",
          "--for=condition=PodScheduled",
          "pod",
          "-l",
          "app=web",
          "--timeout=100s");
      assertThat(
              plane
                  .kubectl(
                      "",
                      "-n",
                      "judged",
                      "get",
                      "pods",
                      "-o",
                      "jsonpath={range .items[*]}{.spec.nodeName}{'\\n'}{end}")
                  .lines())
          .containsExactly("n1", "n1", "n1");

      // Nobody ends the pods of a node that is gone but the controllers.
      plane.kubectl("", "delete", "node", "n1");
      plane.kubectl("", "delete", "namespace", "judged", "--timeout=200s");
      assertThat(plane.kubectl("", "get", "namespaces", "-o", "name"))
          .doesNotContain("namespace/judged");
    }
  }
}
