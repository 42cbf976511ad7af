package dev.keelson.apiserver.server.admission.certificate;

import dev.keelson.apiserver.server.admission.AdmissionRequest;
import dev.keelson.apiserver.server.admission.AdmissionRequest.Operation;
import dev.keelson.apiserver.server.admission.AdmissionStep;
import dev.keelson.apiserver.server.admission.Refusal;
import dev.keelson.apiserver.server.auth.Authorizer;
import dev.keelson.apiserver.server.auth.GoText;

/** Who approves a request for a certificate may {@code approve} for its signer. */
public final class CertificateApproval implements AdmissionStep {
  private final SignerAccess signers;

  public CertificateApproval(Authorizer authorizer) {
    this.signers = new SignerAccess(authorizer);
  }

  @Override
  public String name() {
    return "CertificateApproval";
  }

  @Override
  public void validate(AdmissionRequest request) {
    if (request.operation() != Operation.UPDATE
        || !request.subresource().equals("approval")
        || !RequestSubject.isAbout(request)) {
      return;
    }
    // The one before: an update must not choose the signer by which it is judged.
    String signer = request.before().orElseThrow().spec().text("signerName");
    if (!signers.allows(request.caller(), "approve", signer)) {
      throw Refusal.forbidden(
          request,
          "user not permitted to approve requests with signerName " + GoText.quoted(signer));
    }
  }
}
