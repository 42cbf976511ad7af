package dev.keelson.apiserver.server.auth.review;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.server.auth.Caller;
import dev.keelson.apiserver.server.auth.GoText;
import dev.keelson.apiserver.server.auth.node.NodeAuthorizer;
import dev.keelson.apiserver.server.auth.rbac.PolicyRule;
import dev.keelson.apiserver.server.auth.rbac.RuleResolver;
import java.util.ArrayList;
import java.util.List;

/** SelfSubjectRulesReview: what {@code kubectl auth can-i --list} shows. Thread-safe. */
public final class RulesReviews {
  private final RuleResolver resolver;

  public RulesReviews(RuleResolver resolver) {
    this.resolver = resolver;
  }

  /**
   * Answers a SelfSubjectRulesReview, with an empty spec as upstream does. Of a node the answer is
   * incomplete: what it may do no list of rules can tell.
   *
   * @throws ApiFailure 400: without a namespace
   */
  public ApiObject self(ApiObject review, Caller caller) {
    String namespace = review.spec().text("namespace");
    if (namespace.isEmpty()) {
      throw new ApiFailure(ApiStatus.badRequest("no namespace on request"));
    }
    RuleResolver.Resolved resolved = resolver.rules(caller, namespace);
    List<JsonValue> ofResources = new ArrayList<>();
    List<JsonValue> ofPaths = new ArrayList<>();
    for (PolicyRule rule : resolved.rules()) {
      if (!rule.resources().isEmpty()) {
        ofResources.add(rule.toJson().without("nonResourceURLs"));
      }
      if (!rule.paths().isEmpty()) {
        ofPaths.add(PolicyRule.ofPaths(rule.verbs(), rule.paths()).toJson());
      }
    }
    boolean isNode = NodeAuthorizer.node(caller).isPresent();
    List<String> errors = new ArrayList<>();
    if (isNode) {
      errors.add("node authorizer does not support user rule resolution");
    }
    errors.addAll(resolved.errors());
    JsonObject status =
        JsonObject.builder()
            .put("resourceRules", new JsonArray(ofResources))
            .put("nonResourceRules", new JsonArray(ofPaths))
            .put("incomplete", isNode)
            .putUnlessEmpty("evaluationError", errors.isEmpty() ? "" : GoText.aggregate(errors))
            .build();
    return ApiObject.of(review.kind(), JsonObject.EMPTY)
        .with("spec", JsonObject.EMPTY)
        .with("status", status);
  }
}
