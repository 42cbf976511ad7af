package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.GroupVersion;
import dev.keelson.apiserver.model.GroupVersionResource;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.Located;
import java.time.Instant;
import java.util.List;

/** {@code pods/binding}: a scheduler says, once, on which node a pod runs. */
public final class PodBinding {
  private static final GroupVersionResource PODS = new GroupVersion("", "v1").resource("pods");
  private static final GroupVersionResource BINDINGS =
      new GroupVersion("", "v1").resource("pods/binding");

  private PodBinding() {}

  /** What is wrong with the binding itself. Upstream answers these with 500 and the summary. */
  public static void check(ApiObject binding, FieldErrors errors) {
    Located target = Located.root(binding.tree(), errors).in("target");
    String kind = target.text("kind");
    if (!kind.isEmpty() && !kind.equals("Node")) {
      target.notSupported("kind", List.of("Node", "<empty>"));
    }
    target.needsText("name");
  }

  /**
   * The pod on its node.
   *
   * @throws ApiFailure 409: it is bound, held back, on its way out, or not the one that the
   *     binding's uid or resource version says
   */
  public static ApiObject bind(ApiObject pod, ApiObject binding, Instant now) {
    String name = pod.name();
    requireSame(pod, "UID", binding.uid(), pod.uid());
    requireSame(pod, "ResourceVersion", binding.resourceVersion(), pod.resourceVersion());
    if (pod.isBeingDeleted()) {
      throw conflict(name, "pod " + name + " is being deleted, cannot be assigned to a host");
    }
    String node = pod.spec().text("nodeName");
    if (!node.isEmpty()) {
      throw conflict(name, "pod " + name + " is already assigned to node \"" + node + "\"");
    }
    if (!pod.spec().array("schedulingGates").isEmpty()) {
      throw conflict(name, "pod " + name + " has non-empty .spec.schedulingGates");
    }
    JsonObject scheduled =
        JsonObject.EMPTY
            .with("type", "PodScheduled")
            .with("status", "True")
            .with("lastProbeTime", JsonNull.NULL);
    return pod.withSpec(spec -> spec.with("nodeName", binding.tree().textAt("target", "name")))
        .withStatus(
            status -> PodConditions.set(status.without("nominatedNodeName"), scheduled, now))
        .withMetadata(metadata -> merged(metadata, "annotations", binding))
        .withMetadata(metadata -> merged(metadata, "labels", binding));
  }

  private static void requireSame(ApiObject pod, String what, String wanted, String is) {
    if (!wanted.isEmpty() && !wanted.equals(is)) {
      throw new ApiFailure(
          ApiStatus.conflict(
              PODS,
              pod.name(),
              "StorageError: invalid object, Code: 4, Key: /registry/pods/%s/%s, ResourceVersion: 0,"
                      .formatted(pod.namespace(), pod.name())
                  + " AdditionalErrorMsg: Precondition failed: %s in precondition: %s, %s in object meta: %s"
                      .formatted(what, wanted, what, is)));
    }
  }

  private static JsonObject merged(JsonObject metadata, String name, ApiObject binding) {
    JsonObject more = binding.metadata().object(name);
    if (more.isEmpty()) {
      return metadata;
    }
    JsonObject.Builder all = metadata.object(name).toBuilder();
    more.forEach(all::put);
    return metadata.with(name, all.build());
  }

  private static ApiFailure conflict(String name, String why) {
    return new ApiFailure(ApiStatus.conflict(BINDINGS, name, why));
  }
}
