package dev.keelson.apiserver.server.admission;

import dev.keelson.apiserver.server.admission.AdmissionRequest.Operation;

/**
 * Refuses to make what is to guard a cluster and would not: this server calls no webhooks and
 * evaluates no policies, and whoever sees one stored relies on it. What another server wrote into
 * the same store is shown, and may be changed and deleted.
 */
public final class UnenforcedKinds implements AdmissionStep {
  private static final String GROUP = "admissionregistration.k8s.io";

  @Override
  public String name() {
    return "UnenforcedKinds";
  }

  @Override
  public void validate(AdmissionRequest request) {
    if (request.operation() != Operation.CREATE
        || !request.resource().name().group().equals(GROUP)) {
      return;
    }
    boolean isOfWebhooks = request.resource().kind().kind().endsWith("WebhookConfiguration");
    throw Refusal.forbidden(
        request,
        isOfWebhooks
            ? "this server does not call admission webhooks, so nothing would heed it"
            : "this server does not evaluate admission policies, so nothing would heed it");
  }
}
