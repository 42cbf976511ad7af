package dev.keelson.controllers.certificates;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.WriteOptions;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.pod.Times;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Approves what kubelets ask for themselves, if the asker may create a {@code selfnodeclient} or
 * {@code nodeclient}. Everything else waits for people.
 */
final class KubeletApproval {
  private static final Logger LOG = LoggerFactory.getLogger(KubeletApproval.class);

  private final ResourceClient reviews;
  private final Informer requests;
  private final ResourceClient writes;
  private final Timing timing;

  KubeletApproval(ApiClient client, Informer requests, Timing timing) {
    this.reviews = client.resource("authorization.k8s.io/v1", "subjectaccessreviews");
    this.requests = requests;
    this.writes = client.resource(requests.resource().resource());
    this.timing = timing;
  }

  Result reconcile(ObjectName name) {
    Optional<SigningRequestView> found = requests.store().get(name).map(SigningRequestView::new);
    if (found.isEmpty()
        || found.get().isIssued()
        || found.get().isDecided()
        || !found.get().signer().equals(SignerRules.KUBELET_CLIENT)) {
      return Result.done();
    }
    SigningRequestView request = found.get();
    CertificateRequest asked;
    try {
      asked = request.request();
    } catch (IllegalArgumentException e) {
      LOG.warn("unable to parse csr \"{}\": {}", name.name(), e.getMessage());
      return Result.done();
    }
    if (SignerRules.problem(request.signer(), asked, request.usageSet()).isPresent()) {
      return Result.done();
    }
    if (request.user().equals(asked.commonName()) && isAllowed(request, "selfnodeclient")) {
      approve(request, "self kubelet");
      return Result.done();
    }
    if (isAllowed(request, "nodeclient")) {
      approve(request, "kubelet");
      return Result.done();
    }
    // A role that is bound a moment later is worth another look.
    return Result.again();
  }

  private boolean isAllowed(SigningRequestView request, String subresource) {
    JsonObject spec = request.object().spec();
    JsonObject attributes =
        JsonObject.builder()
            .put("group", "certificates.k8s.io")
            .put("resource", "certificatesigningrequests")
            .put("verb", "create")
            .put("subresource", subresource)
            .put("version", "*")
            .build();
    JsonObject.Builder review =
        JsonObject.builder()
            .put("user", request.user())
            .putUnlessEmpty("uid", spec.text("uid"))
            .put("groups", spec.array("groups"))
            .put("resourceAttributes", attributes);
    if (spec.isSet("extra")) {
      review.put("extra", spec.object("extra"));
    }
    ApiObject answer =
        reviews.create(
            new ApiObject(
                JsonObject.builder()
                    .put("apiVersion", "authorization.k8s.io/v1")
                    .put("kind", "SubjectAccessReview")
                    .put("spec", review.build())
                    .build()));
    return answer.status().isTrue("allowed");
  }

  private void approve(SigningRequestView request, String whose) {
    String now = Times.text(timing.now());
    JsonObject condition =
        JsonObject.builder()
            .put("type", "Approved")
            .put("status", "True")
            .put("reason", "AutoApproved")
            .put(
                "message",
                "Auto approving " + whose + " client certificate after SubjectAccessReview.")
            .put("lastUpdateTime", now)
            .put("lastTransitionTime", now)
            .build();
    ApiObject approved =
        request
            .object()
            .withStatus(status -> status.with("conditions", request.conditions().plus(condition)));
    writes.subresource("approval").update(approved.objectName(), approved, WriteOptions.USUAL);
  }
}
