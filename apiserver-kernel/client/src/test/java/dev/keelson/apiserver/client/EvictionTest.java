package dev.keelson.apiserver.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonWriter;
import org.junit.jupiter.api.Test;

class EvictionTest {
  @Test
  void a_pod_says_why_it_goes_before_it_goes() {
    try (InMemoryCluster cluster = InMemoryCluster.open()) {
      ResourceClient pods = cluster.client("test").resource("v1", "pods");
      ApiObject pod =
          pods.create(
              InMemoryCluster.object(
                  """
                  apiVersion: v1
                  kind: Pod
                  metadata: {name: p, namespace: default, finalizers: [example.com/stay]}
                  spec:
                    nodeName: node-1
                    containers: [{name: c, image: i}]
                  """));
      JsonObject running =
          JsonObject.of("status", JsonObject.of("phase", JsonString.of("Running")));
      pods.subresource("status")
          .patch(
              pod.objectName(), PatchType.MERGE, JsonWriter.bytes(running), WriteOptions.by("t"));

      pods.subresource("eviction")
          .create(
              pod.objectName(),
              InMemoryCluster.object(
                  """
                  apiVersion: policy/v1
                  kind: Eviction
                  metadata: {name: p, namespace: default}
                  """));

      ApiObject going = pods.get(pod.objectName());
      assertThat(going.isBeingDeleted()).isTrue();
      assertThat(going.status().array("conditions").objects())
          .anySatisfy(
              each -> {
                assertThat(each.text("type")).isEqualTo("DisruptionTarget");
                assertThat(each.text("status")).isEqualTo("True");
                assertThat(each.text("reason")).isEqualTo("EvictionByEvictionAPI");
              });
    }
  }
}
