package dev.keelson.scheduler;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.scheduler.view.NodeView;
import dev.keelson.scheduler.view.PodView;

/** Pods and nodes for tests. */
public final class TestPods {
  private TestPods() {}

  /** One container that requests so much. */
  public static ApiObject podObject(String name, String cpu) {
    return InMemoryCluster.object(
        """
        {"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"default","name":"%s"},
         "spec":{"containers":[{"name":"c","image":"pause",
           "resources":{"requests":{"cpu":"%s","memory":"100Mi"}}}]}}"""
            .formatted(name, cpu));
  }

  public static ApiObject nodeObject(String name, String cpu) {
    return InMemoryCluster.object(
        """
        {"apiVersion":"v1","kind":"Node",
         "metadata":{"name":"%s","labels":{"kubernetes.io/hostname":"%s"}},
         "status":{"allocatable":{"cpu":"%s","memory":"32Gi","pods":"110"},
           "capacity":{"cpu":"%s","memory":"32Gi","pods":"110"},
           "conditions":[{"type":"Ready","status":"True"}]}}"""
            .formatted(name, name, cpu, cpu));
  }

  /** The API server taints new nodes until somebody says that they are ready. */
  public static void clearTaints(ApiClient client) {
    for (ApiObject node : client.resource("v1", "nodes").list("", ListOptions.ALL).items()) {
      if (node.spec().has("taints")) {
        client.resource("v1", "nodes").update(node.withSpec(spec -> spec.without("taints")));
      }
    }
  }

  public static PodView pod(String name, int priority) {
    ApiObject object =
        podObject(name, "100m")
            .withMetadata(metadata -> metadata.with("uid", "uid-" + name))
            .withSpec(spec -> spec.with("priority", priority));
    return PodView.of(object);
  }

  public static PodView changed(PodView pod, String label) {
    return PodView.of(
        pod.object()
            .withMetadata(
                metadata ->
                    metadata.with("labels", JsonObject.of("changed", JsonString.of(label)))));
  }

  public static NodeView node(String name, String zone) {
    return NodeView.of(
        nodeObject(name, "4")
            .withMetadata(
                metadata ->
                    metadata.with(
                        "labels",
                        JsonObject.of("topology.kubernetes.io/zone", JsonString.of(zone)))));
  }
}
