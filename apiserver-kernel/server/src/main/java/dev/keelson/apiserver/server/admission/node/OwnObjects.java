package dev.keelson.apiserver.server.admission.node;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.server.admission.AdmissionRequest;
import dev.keelson.apiserver.server.admission.AdmissionRequest.Operation;
import dev.keelson.apiserver.server.admission.Refusal;
import dev.keelson.apiserver.server.admission.certificate.RequestSubject;
import dev.keelson.apiserver.server.auth.GoText;
import dev.keelson.apiserver.server.kind.Semantics;
import java.util.Optional;
import java.util.Set;

/** What goes with a node under its own name, and what it may write of claims. */
final class OwnObjects {
  private static final String LEASES = "kube-node-lease";
  private static final Set<String> SIGNERS =
      Set.of("kubernetes.io/kubelet-serving", "kubernetes.io/kube-apiserver-client-kubelet");

  private OwnObjects() {}

  static void lease(AdmissionRequest request, String node) {
    if (!request.name().namespace().equals(LEASES)) {
      throw Refusal.forbidden(
          request, "can only access leases in the \"" + LEASES + "\" system namespace");
    }
    if (!name(request).equals(node)) {
      throw Refusal.forbidden(
          request, "can only access node lease with the same name as the requesting node");
    }
  }

  static void csiNode(AdmissionRequest request, String node) {
    if (!name(request).equals(node)) {
      throw Refusal.forbidden(
          request, "can only access CSINode with the same name as the requesting node");
    }
  }

  private static String name(AdmissionRequest request) {
    return request.operation() == Operation.CREATE
        ? request.object().orElseThrow().name()
        : request.name().name();
  }

  static void resourceSlice(AdmissionRequest request, String node) {
    Optional<ApiObject> slice =
        switch (request.operation()) {
          case CREATE -> request.object();
          case DELETE -> request.before();
          case UPDATE, CONNECT -> Optional.empty();
        };
    if (slice.isPresent() && !slice.get().spec().text("nodeName").equals(node)) {
      throw Refusal.forbidden(
          request,
          "can only %s ResourceSlice with the same NodeName as the requesting node"
              .formatted(request.operation() == Operation.CREATE ? "create" : "delete"));
    }
  }

  /** Certificates of nodes: only its own. */
  static void certificate(AdmissionRequest request, String node) {
    if (request.operation() != Operation.CREATE) {
      return;
    }
    ApiObject wanted = request.object().orElseThrow();
    if (!SIGNERS.contains(wanted.spec().text("signerName"))) {
      return;
    }
    String own = "system:node:" + node;
    RequestSubject subject =
        RequestSubject.of(wanted)
            .orElseThrow(
                () ->
                    Refusal.forbidden(
                        request,
                        "unable to parse csr: PEM block type must be CERTIFICATE REQUEST"));
    if (!subject.commonName().equals(own)) {
      throw Refusal.forbidden(request, "can only create a node CSR with CN=" + own);
    }
  }

  static void claim(AdmissionRequest request, String node) {
    if (!request.subresource().equals("status")) {
      throw Refusal.forbidden(request, "may only update PVC status");
    }
    if (request.operation() != Operation.UPDATE) {
      throw Refusal.forbidden(
          request, "unexpected operation " + GoText.quoted(request.operation().name()));
    }
    ApiObject now = rest(request.object().orElseThrow());
    ApiObject then = rest(request.before().orElseThrow());
    if (!Semantics.same(now.tree(), then.tree())) {
      throw Refusal.forbidden(
          request,
          ("node %s is not allowed to update fields other than status.quantity and"
                  + " status.conditions: %s instead of %s")
              .formatted(GoText.quoted(node), now.tree().toJson(), then.tree().toJson()));
    }
  }

  /** What a node has to leave as it is. */
  private static ApiObject rest(ApiObject claim) {
    return claim
        .withMetadata(metadata -> metadata.without("resourceVersion").without("managedFields"))
        .withStatus(
            status ->
                status
                    .without("capacity")
                    .without("conditions")
                    .without("allocatedResourceStatuses")
                    .without("allocatedResources"));
  }
}
