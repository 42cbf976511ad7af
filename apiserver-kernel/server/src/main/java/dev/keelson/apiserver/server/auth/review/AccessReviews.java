package dev.keelson.apiserver.server.auth.review;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.auth.Attributes;
import dev.keelson.apiserver.server.auth.Authorizer;
import dev.keelson.apiserver.server.auth.Authorizer.Verdict;
import dev.keelson.apiserver.server.auth.Caller;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** SubjectAccessReview, its local sister and that of oneself. Thread-safe. */
public final class AccessReviews {
  private final Authorizer authorizer;

  /** {@code authorizer} is the whole chain. */
  public AccessReviews(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  /**
   * Answers a SubjectAccessReview.
   *
   * @throws ApiFailure 422
   */
  public ApiObject subject(ApiObject review) {
    ReviewRules.checkSubject(review);
    return answer(review, subjectOf(review.spec()));
  }

  /**
   * Answers a LocalSubjectAccessReview.
   *
   * @param namespace of the path
   * @throws ApiFailure 400 or 422
   */
  public ApiObject local(ApiObject review, String namespace) {
    if (!review.namespace().isEmpty() && !review.namespace().equals(namespace)) {
      throw new ApiFailure(
          ApiStatus.badRequest(
              "the namespace of the provided object does not match the namespace sent on the"
                  + " request"));
    }
    ApiObject placed = review.withMetadata(metadata -> metadata.with("namespace", namespace));
    ReviewRules.checkLocal(placed);
    return answer(placed, subjectOf(placed.spec()));
  }

  /**
   * Answers a SelfSubjectAccessReview.
   *
   * @throws ApiFailure 422
   */
  public ApiObject self(ApiObject review, Caller caller) {
    ReviewRules.checkSelf(review);
    return answer(review, caller);
  }

  private static Caller subjectOf(JsonObject spec) {
    Map<String, List<String>> extra = new LinkedHashMap<>();
    spec.object("extra")
        .forEach(
            (key, value) ->
                extra.put(key, value instanceof JsonArray all ? all.texts().toList() : List.of()));
    return new Caller(
        spec.text("user"), spec.text("uid"), spec.array("groups").texts().toList(), extra);
  }

  private ApiObject answer(ApiObject review, Caller caller) {
    JsonObject resource = review.spec().object("resourceAttributes");
    SelectorAttributes.Fields fields = SelectorAttributes.fields(resource);
    Attributes attributes =
        review.spec().isSet("resourceAttributes")
            ? attributes(caller, resource).withSelectedFields(fields.equal())
            : Attributes.ofPath(
                caller,
                review.spec().objectAt("nonResourceAttributes").text("verb"),
                review.spec().objectAt("nonResourceAttributes").text("path"));
    Authorizer.Decision decision = authorizer.decide(attributes);
    JsonObject.Builder status = JsonObject.builder().put("allowed", decision.isAllowed());
    if (decision.verdict() == Verdict.DENY) {
      status.put("denied", true);
    }
    status.putUnlessEmpty("reason", decision.reason());
    status.putUnlessEmpty(
        "evaluationError", SelectorAttributes.error(fields, SelectorAttributes.labels(resource)));
    return review.with("status", status.build());
  }

  private static Attributes attributes(Caller caller, JsonObject resource) {
    return new Attributes(
        caller,
        resource.text("verb"),
        true,
        resource.text("group"),
        resource.text("version").isEmpty() ? "*" : resource.text("version"),
        resource.text("resource"),
        resource.text("subresource"),
        resource.text("namespace"),
        resource.text("name"),
        "");
  }
}
