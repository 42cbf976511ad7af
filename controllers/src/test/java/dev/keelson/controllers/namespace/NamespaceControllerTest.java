package dev.keelson.controllers.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.batch.Bench;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NamespaceControllerTest {
  @Test
  void deletesWhatIsInIt() {
    try (Bench bench = Bench.of(NamespaceControllers.NAMESPACE)) {
      namespace(bench, "full");
      ResourceClient maps = bench.client().resource("v1", "configmaps");
      int count = Integer.getInteger("keelson.namespace.objects", 50);
      IntStream.range(0, count)
          .forEach(
              i ->
                  maps.create(
                      InMemoryCluster.object(
                          "apiVersion: v1\nkind: ConfigMap\n"
                              + "metadata: {name: m%d, namespace: full}".formatted(i))));
      long began = System.nanoTime();
      bench.client().resource("v1", "namespaces").delete(new ObjectName("", "full"));
      Bench.await("gone", () -> bench.find("v1", "namespaces", "", "full").isEmpty());
      if (count > 50) {
        System.out.println(
            "namespace of "
                + count
                + " gone in "
                + (System.nanoTime() - began) / 1_000_000
                + " ms");
      }
    }
  }

  @Test
  void podsGoFirstAndWhatRemainsIsTold() {
    try (Bench bench = Bench.of(NamespaceControllers.NAMESPACE)) {
      namespace(bench, "held");
      bench.create(
          "v1",
          "pods",
          """
          apiVersion: v1
          kind: Pod
          metadata: {name: p, namespace: held, finalizers: [example.com/wait]}
          spec: {containers: [{name: c, image: i}]}
          """);
      bench.create(
          "v1",
          "configmaps",
          "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\","
              + " \"metadata\": {\"name\": \"m\", \"namespace\": \"held\"}}");
      bench.client().resource("v1", "namespaces").delete(new ObjectName("", "held"));
      Bench.await(
          "five conditions", () -> condition(bench, "NamespaceContentRemaining").isPresent());
      assertThat(bench.find("v1", "configmaps", "held", "m")).isPresent();
      bench.patch("v1", "pods", "held", "p", "{\"metadata\":{\"finalizers\":null}}");
      Bench.await("gone", () -> bench.find("v1", "namespaces", "", "held").isEmpty());
    }
  }

  @Test
  void tellsWhichFinalizersAreWaitedFor() {
    try (Bench bench = Bench.of(NamespaceControllers.NAMESPACE)) {
      namespace(bench, "held");
      bench.create(
          "v1",
          "configmaps",
          """
          apiVersion: v1
          kind: ConfigMap
          metadata: {name: m, namespace: held, finalizers: [example.com/wait]}
          """);
      bench.client().resource("v1", "namespaces").delete(new ObjectName("", "held"));
      Bench.await(
          "told",
          () ->
              condition(bench, "NamespaceFinalizersRemaining")
                  .filter(each -> each.text("status").equals("True"))
                  .isPresent());
      assertThat(condition(bench, "NamespaceContentRemaining").orElseThrow().text("message"))
          .isEqualTo("Some resources are remaining: configmaps. has 1 resource instances");
      assertThat(condition(bench, "NamespaceFinalizersRemaining").orElseThrow().text("message"))
          .isEqualTo(
              "Some content in the namespace has finalizers remaining: example.com/wait in 1"
                  + " resource instances");
      assertThat(condition(bench, "NamespaceDeletionContentFailure").orElseThrow().text("reason"))
          .isEqualTo("ContentDeleted");
      bench.patch("v1", "configmaps", "held", "m", "{\"metadata\":{\"finalizers\":null}}");
      Bench.await("gone", () -> bench.find("v1", "namespaces", "", "held").isEmpty());
    }
  }

  private static Optional<JsonObject> condition(Bench bench, String type) {
    return bench.find("v1", "namespaces", "", "held").stream()
        .flatMap(each -> each.status().array("conditions").objects())
        .filter(each -> each.text("type").equals(type))
        .findFirst();
  }

  private static void namespace(Bench bench, String name) {
    bench.create(
        "v1", "namespaces", "apiVersion: v1\nkind: Namespace\nmetadata: {name: " + name + "}\n");
  }
}
