package dev.keelson.apiserver.server.admission.certificate;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.admission.AdmissionRequest;
import dev.keelson.apiserver.server.admission.AdmissionRequest.Operation;
import dev.keelson.apiserver.server.admission.AdmissionStep;
import dev.keelson.apiserver.server.admission.Refusal;
import dev.keelson.apiserver.server.auth.Authorizer;
import dev.keelson.apiserver.server.auth.GoText;
import dev.keelson.apiserver.server.kind.Semantics;

/** Who writes a certificate, or says that there will be none, may {@code sign} for its signer. */
public final class CertificateSigning implements AdmissionStep {
  private final SignerAccess signers;

  public CertificateSigning(Authorizer authorizer) {
    this.signers = new SignerAccess(authorizer);
  }

  @Override
  public String name() {
    return "CertificateSigning";
  }

  @Override
  public void validate(AdmissionRequest request) {
    if (request.operation() != Operation.UPDATE
        || !request.subresource().equals("status")
        || !RequestSubject.isAbout(request)) {
      return;
    }
    JsonObject now = request.object().orElseThrow().status();
    JsonObject then = request.before().orElseThrow().status();
    if (now.text("certificate").equals(then.text("certificate"))
        && Semantics.same(now.get("conditions"), then.get("conditions"))) {
      return;
    }
    String signer = request.before().orElseThrow().spec().text("signerName");
    if (!signers.allows(request.caller(), "sign", signer)) {
      throw Refusal.forbidden(
          request, "user not permitted to sign requests with signerName " + GoText.quoted(signer));
    }
  }
}
