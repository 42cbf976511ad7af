package dev.keelson.scheduler.testing;

import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.scheduler.view.NodeView;

/** Says a node in few words. Each call makes another. */
public record TestNode(ApiObject object) {
  /** With room for 110 pods, and nothing else. */
  public static TestNode node(String name, String... labels) {
    return new TestNode(
            InMemoryCluster.object(
                """
                apiVersion: v1
                kind: Node
                metadata: {name: '%s', uid: 'uid-%s'}
                spec: {}
                status: {allocatable: {pods: "110"}}
                """
                    .formatted(name, name)))
        .labels(labels);
  }

  public TestNode labels(String... labels) {
    return new TestNode(
        object.withMetadata(metadata -> metadata.with("labels", TestPod.map(labels))));
  }

  /**
   * @param resources {@code cpu=4}; 110 pods if it says nothing of them
   */
  public TestNode allocatable(String... resources) {
    return new TestNode(
        object.withStatus(
            status ->
                status.with("allocatable", TestPod.map(resources).withDefault("pods", "110"))));
  }

  public TestNode spec(String yaml) {
    return new TestNode(object.withSpec(spec -> TestPod.merged(spec, yaml)));
  }

  public TestNode status(String yaml) {
    return new TestNode(object.withStatus(status -> TestPod.merged(status, yaml)));
  }

  public NodeView view() {
    return NodeView.of(object);
  }
}
