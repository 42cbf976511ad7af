package dev.keelson.apiserver.server.admission.node;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.GroupVersionResource;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.admission.AdmissionRequest;
import dev.keelson.apiserver.server.admission.AdmissionRequest.Operation;
import dev.keelson.apiserver.server.admission.ObjectFinder;
import dev.keelson.apiserver.server.admission.Refusal;
import dev.keelson.apiserver.server.auth.GoText;
import dev.keelson.apiserver.server.kind.Semantics;

/**
 * A node shows its static pods as mirrors, which may refer to nothing, since what a node's pods
 * refer to it may read. It says how the pods bound to it are, evicts and deletes them.
 */
final class PodLimits {
  private static final GroupVersionResource PODS = new GroupVersionResource("", "v1", "pods");
  private static final GroupVersionResource NODES = new GroupVersionResource("", "v1", "nodes");
  private static final String MIRROR = "kubernetes.io/config.mirror";

  private final ObjectFinder objects;

  PodLimits(ObjectFinder objects) {
    this.objects = objects;
  }

  void check(AdmissionRequest request, String node) {
    switch (request.subresource()) {
      case "" -> whole(request, node);
      case "status" -> status(request, GoText.quoted(node), node);
      case "eviction" -> eviction(request, node);
      default ->
          throw Refusal.forbidden(
              request,
              "unexpected pod subresource %s, only 'status' and 'eviction' are allowed"
                  .formatted(GoText.quoted(request.subresource())));
    }
  }

  private void whole(AdmissionRequest request, String node) {
    switch (request.operation()) {
      case CREATE -> created(request, request.object().orElseThrow(), node);
      case DELETE -> {
        if (!nodeOf(pod(request)).equals(node)) {
          throw Refusal.forbidden(
              request,
              "node %s can only delete pods with spec.nodeName set to itself"
                  .formatted(GoText.quoted(node)));
        }
      }
      case UPDATE, CONNECT ->
          throw Refusal.forbidden(
              request,
              "unexpected operation \"%s\", node %s can only create and delete mirror pods"
                  .formatted(request.operation(), GoText.quoted(node)));
    }
  }

  private ApiObject pod(AdmissionRequest request) {
    return request
        .before()
        .or(() -> objects.find("v1", "pods", request.name()))
        .orElseThrow(() -> new ApiFailure(ApiStatus.notFound(PODS, request.name().name())));
  }

  private static String nodeOf(ApiObject pod) {
    return pod.spec().text("nodeName");
  }

  private void created(AdmissionRequest request, ApiObject pod, String node) {
    String who = "node " + GoText.quoted(node);
    if (!pod.annotations().containsKey(MIRROR)) {
      throw Refusal.forbidden(
          request,
          "pod does not have \"%s\" annotation, %s can only create mirror pods"
              .formatted(MIRROR, who));
    }
    if (!nodeOf(pod).equals(node)) {
      throw Refusal.forbidden(
          request, who + " can only create pods with spec.nodeName set to itself");
    }
    if (pod.ownerReferences().size() > 1) {
      throw Refusal.forbidden(
          request, who + " can only create pods with a single owner reference set to itself");
    }
    JsonObject owner = pod.ownerReferences().objects().findFirst().orElse(JsonObject.EMPTY);
    requireOwner(request, owner, node);
    MirrorPods.reference(pod.spec())
        .ifPresent(
            found -> {
              throw Refusal.forbidden(
                  request, who + " can not create pods that reference " + found);
            });
  }

  private void requireOwner(AdmissionRequest request, JsonObject owner, String node) {
    String who = "node " + GoText.quoted(node);
    if (!owner.text("apiVersion").equals("v1")
        || !owner.text("kind").equals("Node")
        || !owner.text("name").equals(node)) {
      throw Refusal.forbidden(
          request, who + " can only create pods with an owner reference set to itself");
    }
    if (!owner.isTrue("controller")) {
      throw Refusal.forbidden(
          request, who + " can only create pods with a controller owner reference set to itself");
    }
    if (owner.isTrue("blockOwnerDeletion")) {
      throw Refusal.forbidden(
          request, who + " must not set blockOwnerDeletion on an owner reference");
    }
    ApiObject live =
        objects
            .find("v1", "nodes", new ObjectName("", node))
            .orElseThrow(() -> new ApiFailure(ApiStatus.notFound(NODES, node)));
    if (!owner.text("uid").equals(live.uid())) {
      throw Refusal.forbidden(
          request,
          "node %s UID mismatch: expected %s got %s"
              .formatted(node, owner.text("uid"), live.uid()));
    }
  }

  private static void status(AdmissionRequest request, String quoted, String node) {
    if (request.operation() != Operation.UPDATE) {
      throw Refusal.forbidden(
          request, "unexpected operation " + GoText.quoted(request.operation().name()));
    }
    ApiObject now = request.object().orElseThrow();
    ApiObject then = request.before().orElseThrow();
    if (!nodeOf(then).equals(node)) {
      throw Refusal.forbidden(
          request,
          "node %s can only update pod status for pods with spec.nodeName set to itself"
              .formatted(quoted));
    }
    if (!now.labels().equals(then.labels())) {
      throw Refusal.forbidden(
          request, "node " + quoted + " cannot update labels through pod status");
    }
    JsonArray claims = now.status().array("resourceClaimStatuses");
    if (!Semantics.same(claims, then.status().array("resourceClaimStatuses"))) {
      // The word is upstream's.
      throw Refusal.forbidden(request, "node " + quoted + " cannot update resource claim statues");
    }
    if (!Semantics.same(
        now.status().get("extendedResourceClaimStatus"),
        then.status().get("extendedResourceClaimStatus"))) {
      throw Refusal.forbidden(
          request, "node " + quoted + " cannot update extended resource claim status");
    }
  }

  private void eviction(AdmissionRequest request, String node) {
    if (request.operation() != Operation.CREATE) {
      throw Refusal.forbidden(request, "unexpected operation " + request.operation());
    }
    ApiObject pod =
        objects
            .find("v1", "pods", request.name())
            .orElseThrow(() -> new ApiFailure(ApiStatus.notFound(PODS, request.name().name())));
    if (!nodeOf(pod).equals(node)) {
      throw Refusal.forbidden(
          request, "node %s can only evict pods with spec.nodeName set to itself".formatted(node));
    }
  }
}
