package dev.keelson.apiserver.server.admission.certificate;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.server.admission.AdmissionRequest;
import dev.keelson.apiserver.server.admission.AdmissionRequest.Operation;
import dev.keelson.apiserver.server.admission.AdmissionStep;
import dev.keelson.apiserver.server.admission.Refusal;
import dev.keelson.apiserver.server.auth.PrivilegedGroup;

/** Nobody asks the signer of clients for a certificate of those who may do anything. */
public final class CertificateSubjectRestriction implements AdmissionStep {
  private static final String SIGNER = "kubernetes.io/kube-apiserver-client";

  @Override
  public String name() {
    return "CertificateSubjectRestriction";
  }

  @Override
  public void validate(AdmissionRequest request) {
    if (request.operation() != Operation.CREATE
        || !request.subresource().isEmpty()
        || !RequestSubject.isAbout(request)) {
      return;
    }
    ApiObject wanted = request.object().orElseThrow();
    if (!wanted.spec().text("signerName").equals(SIGNER)) {
      return;
    }
    RequestSubject subject =
        RequestSubject.of(wanted)
            .orElseThrow(
                () ->
                    Refusal.forbidden(
                        request,
                        "failed to parse CSR: PEM block type must be CERTIFICATE REQUEST"));
    if (subject.organizations().contains(PrivilegedGroup.NAME)) {
      throw Refusal.forbidden(
          request,
          "use of %s signer with %s group is not allowed".formatted(SIGNER, PrivilegedGroup.NAME));
    }
  }
}
