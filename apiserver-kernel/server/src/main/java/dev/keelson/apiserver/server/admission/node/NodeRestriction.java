package dev.keelson.apiserver.server.admission.node;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.server.admission.AdmissionRequest;
import dev.keelson.apiserver.server.admission.AdmissionRequest.Operation;
import dev.keelson.apiserver.server.admission.AdmissionStep;
import dev.keelson.apiserver.server.admission.ObjectFinder;
import dev.keelson.apiserver.server.admission.Refusal;
import dev.keelson.apiserver.server.auth.Authorizer;
import dev.keelson.apiserver.server.auth.GoText;
import dev.keelson.apiserver.server.auth.node.NodeAuthorizer;
import java.util.Optional;

/**
 * A node writes what is its own: its Node and what goes with it, the pods bound to it, tokens for
 * their service accounts. The node authorizer says which objects, this what may stand in them.
 */
public final class NodeRestriction implements AdmissionStep {
  private final PodLimits pods;
  private final TokenLimits tokens;

  public NodeRestriction(ObjectFinder objects, Authorizer authorizer) {
    this.pods = new PodLimits(objects);
    this.tokens = new TokenLimits(objects, authorizer);
  }

  @Override
  public String name() {
    return "NodeRestriction";
  }

  @Override
  public ApiObject mutate(AdmissionRequest request, ApiObject object) {
    check(request);
    return object;
  }

  /** Deletions alone: they have nothing to change. */
  @Override
  public void validate(AdmissionRequest request) {
    if (request.operation() == Operation.DELETE) {
      check(request);
    }
  }

  private void check(AdmissionRequest request) {
    Optional<String> node = NodeAuthorizer.node(request.caller());
    if (node.isEmpty() || request.operation() == Operation.CONNECT) {
      return;
    }
    if (node.get().isEmpty()) {
      throw Refusal.forbidden(
          request, "could not determine node from user " + GoText.quoted(request.caller().name()));
    }
    check(request, node.get());
  }

  private void check(AdmissionRequest request, String node) {
    switch (request.resource().name().groupResource()) {
      case "pods" -> pods.check(request, node);
      case "nodes" -> NodeLimits.check(request, node);
      case "persistentvolumeclaims" -> OwnObjects.claim(request, node);
      case "serviceaccounts" -> tokens.check(request, node);
      case "leases.coordination.k8s.io" -> OwnObjects.lease(request, node);
      case "csinodes.storage.k8s.io" -> OwnObjects.csiNode(request, node);
      case "resourceslices.resource.k8s.io" -> OwnObjects.resourceSlice(request, node);
      case "certificatesigningrequests.certificates.k8s.io" ->
          OwnObjects.certificate(request, node);
      case "podcertificaterequests.certificates.k8s.io" ->
          throw Refusal.forbidden(request, "PodCertificateRequest feature gate is disabled");
      default -> {}
    }
  }
}
