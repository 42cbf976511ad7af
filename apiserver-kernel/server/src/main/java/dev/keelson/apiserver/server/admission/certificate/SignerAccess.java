package dev.keelson.apiserver.server.admission.certificate;

import dev.keelson.apiserver.server.auth.Attributes;
import dev.keelson.apiserver.server.auth.Authorizer;
import dev.keelson.apiserver.server.auth.Caller;

/** Rights on signers: by name, or on all of a domain as {@code domain/*}. */
record SignerAccess(Authorizer authorizer) {
  boolean allows(Caller caller, String verb, String signer) {
    String domain = signer.split("/", -1)[0];
    return isAllowed(caller, verb, signer) || isAllowed(caller, verb, domain + "/*");
  }

  private boolean isAllowed(Caller caller, String verb, String name) {
    return authorizer
        .decide(
            new Attributes(
                caller, verb, true, "certificates.k8s.io", "*", "signers", "", "", name, ""))
        .isAllowed();
  }
}
