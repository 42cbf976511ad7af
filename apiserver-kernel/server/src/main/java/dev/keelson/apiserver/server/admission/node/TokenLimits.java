package dev.keelson.apiserver.server.admission.node;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.GroupVersionResource;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.admission.AdmissionRequest;
import dev.keelson.apiserver.server.admission.AdmissionRequest.Operation;
import dev.keelson.apiserver.server.admission.ObjectFinder;
import dev.keelson.apiserver.server.admission.Refusal;
import dev.keelson.apiserver.server.auth.Attributes;
import dev.keelson.apiserver.server.auth.Authorizer;
import dev.keelson.apiserver.server.auth.GoText;
import java.util.List;

/** Tokens of service accounts: for a pod that is bound to the node, and audiences it needs. */
final class TokenLimits {
  private static final GroupVersionResource PODS = new GroupVersionResource("", "v1", "pods");

  private final ObjectFinder objects;
  private final Authorizer authorizer;
  private final PodAudiences audiences;

  TokenLimits(ObjectFinder objects, Authorizer authorizer) {
    this.objects = objects;
    this.authorizer = authorizer;
    this.audiences = new PodAudiences(objects);
  }

  void check(AdmissionRequest request, String node) {
    if (request.operation() != Operation.CREATE || !request.subresource().equals("token")) {
      return;
    }
    JsonObject spec = request.object().orElseThrow().spec();
    JsonObject bound = spec.object("boundObjectRef");
    if (!bound.text("apiVersion").equals("v1")
        || !bound.text("kind").equals("Pod")
        || bound.text("name").isEmpty()) {
      throw Refusal.forbidden(request, "node requested token not bound to a pod");
    }
    if (bound.text("uid").isEmpty()) {
      throw Refusal.forbidden(request, "node requested token with a pod binding without a uid");
    }
    ApiObject pod =
        objects
            .find("v1", "pods", new ObjectName(request.name().namespace(), bound.text("name")))
            .orElseThrow(() -> new ApiFailure(ApiStatus.notFound(PODS, bound.text("name"))));
    if (!pod.uid().equals(bound.text("uid"))) {
      throw Refusal.forbidden(
          request,
          ("the UID in the bound object reference (%s) does not match the UID in record. The object"
                  + " might have been deleted and then recreated")
              .formatted(bound.text("uid")));
    }
    if (!pod.spec().text("nodeName").equals(node)) {
      throw Refusal.forbidden(
          request, "node requested token bound to a pod scheduled on a different node");
    }
    requireAudience(request, spec.array("audiences").texts().toList(), pod);
  }

  private void requireAudience(AdmissionRequest request, List<String> wanted, ApiObject pod) {
    if (wanted.size() > 1) {
      throw Refusal.forbidden(request, "node may only request 0 or 1 audiences");
    }
    String audience = wanted.isEmpty() ? "" : wanted.getFirst();
    PodAudiences.Found found = audiences.find(pod, audience);
    if (!found.problems().isEmpty()) {
      throw Refusal.forbidden(
          request,
          "error validating audience %s: %s"
              .formatted(GoText.quoted(audience), GoText.aggregate(found.problems())));
    }
    if (!found.isThere() && !mayHave(request, audience)) {
      throw Refusal.forbidden(
          request,
          ("audience %s not found in pod spec volume, %s is not authorized to request tokens for"
                  + " this audience")
              .formatted(GoText.quoted(audience), request.caller().name()));
    }
  }

  private boolean mayHave(AdmissionRequest request, String audience) {
    return authorizer
        .decide(
            new Attributes(
                request.caller(),
                "request-serviceaccounts-token-audience",
                true,
                "",
                "v1",
                audience,
                "",
                request.name().namespace(),
                request.name().name(),
                ""))
        .isAllowed();
  }
}
