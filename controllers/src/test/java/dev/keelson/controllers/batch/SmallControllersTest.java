package dev.keelson.controllers.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.DeleteOptions;
import dev.keelson.apiserver.client.time.SteppedTiming;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.podgc.PodGcControllers;
import dev.keelson.controllers.quota.QuotaControllers;
import dev.keelson.controllers.rootca.RootCaControllers;
import dev.keelson.controllers.serviceaccount.ServiceAccountControllers;
import dev.keelson.controllers.token.TokenControllers;
import dev.keelson.controllers.ttlafterfinished.TtlControllers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SmallControllersTest {
  private static void namespace(Bench bench, String name) {
    bench.create(
        "v1", "namespaces", "apiVersion: v1\nkind: Namespace\nmetadata: {name: " + name + "}\n");
  }

  private static String text(ApiObject secret, String key) {
    byte[] bytes = Base64.getDecoder().decode(secret.tree().object("data").text(key));
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void everyNamespaceHasAnAccountAndTheCertificate() {
    try (Bench bench =
        Bench.of(ServiceAccountControllers.SERVICE_ACCOUNT, RootCaControllers.publishing("PEM"))) {
      namespace(bench, "fresh");
      Bench.await(
          "account", () -> bench.find("v1", "serviceaccounts", "fresh", "default").isPresent());
      Bench.await("map", () -> ca(bench).equals("PEM"));
      ApiClient client = bench.client();
      client.resource("v1", "serviceaccounts").delete(new ObjectName("fresh", "default"));
      client.resource("v1", "configmaps").delete(new ObjectName("fresh", "kube-root-ca.crt"));
      Bench.await(
          "account again",
          () -> bench.find("v1", "serviceaccounts", "fresh", "default").isPresent());
      Bench.await("map again", () -> ca(bench).equals("PEM"));
      bench.patch(
          "v1", "configmaps", "fresh", "kube-root-ca.crt", "{\"data\":{\"ca.crt\":\"other\"}}");
      Bench.await("map restored", () -> ca(bench).equals("PEM"));
    }
  }

  private static String ca(Bench bench) {
    return bench
        .find("v1", "configmaps", "fresh", "kube-root-ca.crt")
        .map(each -> each.tree().object("data").text("ca.crt"))
        .orElse("");
  }

  @Test
  void fillsTokenSecretsAndDeletesThemWithTheirAccount() {
    try (Bench bench = Bench.of(TokenControllers.signedBy(JsonObject::toJson, "PEM"))) {
      bench.create(
          "v1",
          "serviceaccounts",
          "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: robot, namespace: default}\n");
      bench.create(
          "v1",
          "secrets",
          """
          apiVersion: v1
          kind: Secret
          type: kubernetes.io/service-account-token
          metadata:
            name: robot-token
            namespace: default
            annotations: {kubernetes.io/service-account.name: robot}
          """);
      Bench.await(
          "filled",
          () ->
              bench
                  .find("v1", "secrets", "default", "robot-token")
                  .filter(each -> each.tree().object("data").isSet("token"))
                  .isPresent());
      ApiObject secret = bench.find("v1", "secrets", "default", "robot-token").orElseThrow();
      assertThat(text(secret, "ca.crt")).isEqualTo("PEM");
      assertThat(text(secret, "namespace")).isEqualTo("default");
      assertThat(text(secret, "token"))
          .contains("\"sub\":\"system:serviceaccount:default:robot\"")
          .contains("\"kubernetes.io/serviceaccount/secret.name\":\"robot-token\"");
      bench.client().resource("v1", "serviceaccounts").delete(new ObjectName("default", "robot"));
      Bench.await("gone", () -> bench.find("v1", "secrets", "default", "robot-token").isEmpty());
    }
  }

  @Test
  void deletesFinishedJobsAfterTheirTime() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    SteppedTiming timing = new SteppedTiming(now);
    try (Bench bench = Bench.of(timing, Map.of(), TtlControllers.TTL_AFTER_FINISHED)) {
      bench.create(
          "batch/v1",
          "jobs",
          """
          apiVersion: batch/v1
          kind: Job
          metadata: {name: short, namespace: default}
          spec:
            ttlSecondsAfterFinished: 3600
            template:
              spec: {restartPolicy: Never, containers: [{name: c, image: i}]}
          """);
      bench.setStatus(
          "batch/v1",
          "jobs",
          "default",
          "short",
          ("{\"succeeded\":1,\"startTime\":\"%1$s\",\"completionTime\":\"%1$s\",\"conditions\":["
                  + "{\"type\":\"SuccessCriteriaMet\",\"status\":\"True\"},{\"type\":\"Complete\","
                  + "\"status\":\"True\",\"lastTransitionTime\":\"%1$s\"}],"
                  + "\"uncountedTerminatedPods\":{}}")
              .formatted(now));
      timing.advance(Duration.ofMinutes(30));
      assertThat(job(bench).isBeingDeleted()).isFalse();
      Bench.await(
          "on its way",
          () -> {
            timing.advance(Duration.ofMinutes(10));
            return bench
                .find("batch/v1", "jobs", "default", "short")
                .map(ApiObject::isBeingDeleted)
                .orElse(true);
          });
      assertThat(timing.now()).isAfterOrEqualTo(now.plusSeconds(3600));
    }
  }

  private static ApiObject job(Bench bench) {
    return bench.find("batch/v1", "jobs", "default", "short").orElseThrow();
  }

  @Test
  void deletesPodsOfNodesThatAreGone() {
    SteppedTiming timing = new SteppedTiming(Instant.now());
    try (Bench bench =
        Bench.of(timing, Map.of("terminated-pod-gc-threshold", "1"), PodGcControllers.POD_GC)) {
      pod(bench, "lost", "nodeName: gone, ");
      pod(bench, "old", "");
      pod(bench, "older", "");
      for (String each : new String[] {"old", "older"}) {
        bench.setStatus("v1", "pods", "default", each, "{\"phase\":\"Succeeded\"}");
      }
      pod(bench, "stuck", "schedulerName: nobody, ");
      bench
          .client()
          .resource("v1", "pods")
          .delete(new ObjectName("default", "stuck"), DeleteOptions.USUAL.withGrace(30));
      Bench.await(
          "only one that has ended",
          () -> {
            timing.advance(Duration.ofSeconds(20));
            return bench.list("v1", "pods", "default").size() == 1;
          });
      assertThat(bench.list("v1", "pods", "default").getFirst().name()).startsWith("old");
    }
  }

  private static void pod(Bench bench, String name, String extra) {
    bench.create(
        "v1",
        "pods",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: %s, namespace: default}\nspec: {%scontainers: [{name: c, image: i}]}\n"
            .formatted(name, extra));
  }

  @Test
  void countsWhatQuotasAreOn() {
    try (Bench bench = Bench.of(QuotaControllers.RESOURCE_QUOTA)) {
      bench.create(
          "v1",
          "pods",
          """
          apiVersion: v1
          kind: Pod
          metadata: {name: p, namespace: default}
          spec:
            containers:
            - {name: c, image: i, resources: {requests: {cpu: 250m, memory: 1Gi}}}
          """);
      map(bench, "one");
      bench.create(
          "v1",
          "resourcequotas",
          """
          apiVersion: v1
          kind: ResourceQuota
          metadata: {name: q, namespace: default}
          spec:
            hard: {pods: "5", requests.cpu: "2", memory: 4Gi, configmaps: "9", count/deployments.apps: "3"}
          """);
      Bench.await("pods", () -> used(bench, "pods").equals("1"));
      assertThat(used(bench, "requests.cpu")).isEqualTo("250m");
      assertThat(used(bench, "memory")).isEqualTo("1Gi");
      assertThat(used(bench, "count/deployments.apps")).isEqualTo("0");
      int maps = bench.list("v1", "configmaps", "default").size();
      assertThat(used(bench, "configmaps")).isEqualTo(Integer.toString(maps));
      bench.setStatus("v1", "pods", "default", "p", "{\"phase\":\"Succeeded\"}");
      Bench.await("freed", () -> used(bench, "pods").equals("0"));
      bench.client().resource("v1", "configmaps").delete(new ObjectName("default", "one"));
      Bench.await("one less", () -> used(bench, "configmaps").equals(Integer.toString(maps - 1)));
    }
  }

  private static void map(Bench bench, String name) {
    bench.create(
        "v1",
        "configmaps",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s, namespace: default}\n"
            .formatted(name));
  }

  private static String used(Bench bench, String name) {
    return bench
        .find("v1", "resourcequotas", "default", "q")
        .map(each -> each.status().object("used").text(name))
        .orElse("");
  }
}
