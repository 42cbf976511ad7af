package dev.keelson.scheduler.testing;

import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.scheduler.view.PodView;

/** Says a pod in few words. Each call makes another. */
public record TestPod(ApiObject object) {
  public static TestPod pod(String name) {
    return new TestPod(
        InMemoryCluster.object(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: '%s', namespace: default, uid: 'uid-%s'}
            spec: {containers: [{name: c, image: img}]}
            """
                .formatted(name, name)));
  }

  public TestPod in(String namespace) {
    return new TestPod(object.withMetadata(metadata -> metadata.with("namespace", namespace)));
  }

  /**
   * @param labels {@code a=b}, or {@code a} for an empty value
   */
  public TestPod labels(String... labels) {
    return new TestPod(object.withMetadata(metadata -> metadata.with("labels", map(labels))));
  }

  static JsonObject map(String... entries) {
    JsonObject.Builder map = JsonObject.builder();
    for (String each : entries) {
      String[] parts = each.split("=", 2);
      map.put(parts[0], parts.length == 1 ? "" : parts[1]);
    }
    return map.build();
  }

  /** Replaces entries of its spec. */
  public TestPod spec(String yaml) {
    return new TestPod(object.withSpec(spec -> merged(spec, yaml)));
  }

  public TestPod status(String yaml) {
    return new TestPod(object.withStatus(status -> merged(status, yaml)));
  }

  public TestPod metadata(String yaml) {
    return new TestPod(object.withMetadata(metadata -> merged(metadata, yaml)));
  }

  static JsonObject merged(JsonObject object, String yaml) {
    JsonObject.Builder merged = object.toBuilder();
    InMemoryCluster.object(yaml).tree().forEach(merged::put);
    return merged.build();
  }

  /**
   * Of its one container.
   *
   * @param requests {@code cpu=1}
   */
  public TestPod requests(String... requests) {
    return containers(requests);
  }

  /**
   * @param each the requests of a container each, with commas between
   */
  public TestPod sums(String... each) {
    StringBuilder yaml = new StringBuilder("containers:\n");
    for (String one : each) {
      yaml.append("- ").append(container(one.split(","))).append('\n');
    }
    return spec(yaml.toString());
  }

  private TestPod containers(String... requests) {
    return spec("containers: [" + container(requests) + "]");
  }

  private static String container(String... requests) {
    return "{name: c, image: img, resources: {requests: " + map(requests) + "}}";
  }

  public TestPod priority(int priority) {
    return spec("priority: " + priority);
  }

  public TestPod on(String node) {
    return spec("nodeName: '" + node + "'");
  }

  public PodView view() {
    return PodView.of(object);
  }
}
