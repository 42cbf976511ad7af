package dev.keelson.apiserver.server.admission;

import dev.keelson.apiserver.server.admission.AdmissionRequest.Operation;
import dev.keelson.apiserver.server.auth.Attributes;
import dev.keelson.apiserver.server.auth.rbac.EscalationCheck;

/** Nobody grants what he does not hold. Upstream checks it in the storage of these kinds. */
public final class RbacEscalation implements AdmissionStep {
  private final EscalationCheck check;

  public RbacEscalation(EscalationCheck check) {
    this.check = check;
  }

  @Override
  public String name() {
    return "RBACEscalation";
  }

  @Override
  public void validate(AdmissionRequest request) {
    if (!request.resource().name().group().equals("rbac.authorization.k8s.io")) {
      return;
    }
    if (request.operation() == Operation.CREATE) {
      check.created(request.object().orElseThrow(), attributes(request, "create"));
    } else if (request.operation() == Operation.UPDATE) {
      check.updated(
          request.object().orElseThrow(),
          request.before().orElseThrow(),
          attributes(request, "update"));
    }
  }

  private static Attributes attributes(AdmissionRequest request, String verb) {
    return new Attributes(
        request.caller(),
        verb,
        true,
        request.resource().name().group(),
        request.resource().name().version(),
        request.resource().name().resource(),
        request.subresource(),
        request.name().namespace(),
        request.name().name(),
        "");
  }
}
