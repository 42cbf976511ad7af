package dev.keelson.launcher.judge;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A chart's life by Helm 3 and 4 against our server. */
@Tag("judge")
@Timeout(300)
class HelmTest {
  @TempDir Path directory;

  @ParameterizedTest
  @MethodSource("dev.keelson.launcher.judge.Kubectls#withHelm")
  void installsUpgradesAndRollsBack(Kubectls.Pair tools) throws Exception {
    try (OurApiserver server = OurApiserver.start(directory.resolve("server"))) {
      KubeSession its = KubeSession.open(tools, server, directory, "helm");
      chart(its);
      its.helm("install --disable-openapi-validation one chart").has("STATUS: deployed");
      its.helm("list -q").says("one");
      its.kubectl("get deployment one -o jsonpath={..image}").says("web:1");
      its.kubectl("get service one -o jsonpath={.spec.ports[0].port}").says("80");
      its.kubectl("get configmap one -o jsonpath={.data.color}").says("red");
      its.kubectl("get configmap one-before -o jsonpath={.data.revision}").says("1");

      its.helm("upgrade --disable-openapi-validation one chart --set color=blue,tag=2")
          .has("REVISION: 2");
      its.kubectl("get configmap one -o jsonpath={.data.color}").says("blue");
      its.kubectl("get deployment one -o jsonpath={..image}").says("web:2");
      its.helm("get values one -o json").says("{\"color\":\"blue\",\"tag\":2}");
      its.helm("status one").has("STATUS: deployed", "REVISION: 2");

      its.helm("rollback one 1").has("Rollback was a success");
      its.kubectl("get configmap one -o jsonpath={.data.color}").says("red");
      its.helm("history one --max=5 -o json").has("\"revision\":3");

      its.helm("uninstall one").says("release \"one\" uninstalled");
      its.helm("list -q").says();
      its.kubectl("get deployments,services -o name").says();
      its.kubectl("get configmap one").refuses("(NotFound)");
    }
  }

  private static void chart(KubeSession its) {
    its.file(
        "chart/Chart.yaml",
        """
        apiVersion: v2
        name: tiny
        version: 0.1.0
        """);
    its.file(
        "chart/values.yaml",
        """
        color: red
        tag: 1
        """);
    its.file(
        "chart/templates/all.yaml",
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: "{{ .Release.Name }}"}
        data: {color: "{{ .Values.color }}"}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: "{{ .Release.Name }}"}
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: web, image: "web:{{ .Values.tag }}"}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: "{{ .Release.Name }}"}
        spec: {selector: {app: web}, ports: [{port: 80}]}
        """);
    its.file(
        "chart/templates/before.yaml",
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: "{{ .Release.Name }}-before"
          annotations:
            helm.sh/hook: pre-install,pre-upgrade
            helm.sh/hook-delete-policy: before-hook-creation
        data: {revision: "{{ .Release.Revision }}"}
        """);
  }
}
