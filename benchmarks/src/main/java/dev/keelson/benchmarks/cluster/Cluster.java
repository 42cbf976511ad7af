package dev.keelson.benchmarks.cluster;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.DeleteOptions;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.client.PatchType;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the cases make in a cluster, and clear away. */
final class Cluster {
  private static final byte[] NO_TAINTS =
      "{\"spec\":{\"taints\":null}}".getBytes(StandardCharsets.UTF_8);

  private final ApiClient client;
  private final Writers writers;

  Cluster(ApiClient client, Writers writers) {
    this.client = client;
    this.writers = writers;
  }

  ApiClient client() {
    return client;
  }

  /** With what a pod needs in order to be admitted. */
  void namespace(String name) {
    Writers.unlessThere(
        () -> client.resource("v1", "namespaces").create(Templates.namespace(name)));
    Writers.unlessThere(
        () -> client.resource("v1", "serviceaccounts").create(Templates.account(name)));
  }

  /** Ready at once, and without the taint that admission gives to new ones. */
  void nodes(int count, int zones) throws InterruptedException {
    ResourceClient nodes = client.resource("v1", "nodes");
    writers.each(
        count,
        n -> {
          String name = Templates.nodeName(n);
          ApiObject made = nodes.create(Templates.node(name, "zone-" + n % zones));
          JsonArray taints = made.spec().array("taints");
          if (!taints.isEmpty()) {
            nodes.patch(new ObjectName("", name), PatchType.MERGE, NO_TAINTS);
          }
        });
  }

  void pods(String namespace, String prefix, int count, PodShape shape)
      throws InterruptedException {
    ResourceClient pods = client.resource("v1", "pods");
    writers.each(count, n -> pods.create(Templates.object(shape.pod(namespace, prefix + n))));
  }

  void priorityClass(int value) {
    Writers.unlessThere(
        () ->
            client
                .resource("scheduling.k8s.io/v1", "priorityclasses")
                .create(Templates.priorityClass(value)));
  }

  /** One by one, since a collection of many is deleted within one call's timeout by nobody. */
  void clear(String namespace) throws InterruptedException {
    delete(client.resource("v1", "pods"), namespace, ListOptions.ALL, "");
    delete(client.resource("v1", "nodes"), "", ListOptions.ALL, Templates.PREFIX);
    client.resource("v1", "namespaces").delete(new ObjectName("", namespace));
  }

  private void delete(ResourceClient from, String namespace, ListOptions what, String prefix)
      throws InterruptedException {
    List<ObjectName> names =
        from.metadataOnly().list(namespace, what).items().stream()
            .map(ApiObject::objectName)
            .filter(name -> name.name().startsWith(prefix))
            .toList();
    writers.each(
        names.size(), n -> gone(() -> from.delete(names.get(n), DeleteOptions.USUAL.withGrace(0))));
  }

  /** Somebody else may have been faster: a victim of preemption, for one. */
  private static void gone(Runnable deletion) {
    try {
      deletion.run();
    } catch (ApiFailure e) {
      if (e.status().code() != 404) {
        throw e;
      }
    }
  }
}
