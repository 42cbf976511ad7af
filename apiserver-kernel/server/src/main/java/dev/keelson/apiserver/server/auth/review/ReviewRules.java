package dev.keelson.apiserver.server.auth.review;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.auth.Invalid;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import java.util.List;

/** Upstream's validation of access reviews. Each throws {@link ApiFailure} 422. */
final class ReviewRules {
  static final String GROUP = "authorization.k8s.io";
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final FieldPath METADATA = FieldPath.of("metadata");
  private static final List<String> WITH_VALUES = List.of("In", "NotIn");
  private static final List<String> WITHOUT_VALUES = List.of("Exists", "DoesNotExist");

  private ReviewRules() {}

  static void checkSubject(ApiObject review) {
    FieldErrors errors = new FieldErrors();
    checkAttributes(review.spec(), errors);
    checkUser(review.spec(), errors);
    checkSelectors(review.spec(), errors);
    JsonObject metadata = review.metadata().without("managedFields");
    if (!isEmpty(metadata)) {
      errors.invalid(METADATA, metadata, "must be empty");
    }
    Invalid.check(GROUP, "", "", errors);
  }

  static void checkSelf(ApiObject review) {
    FieldErrors errors = new FieldErrors();
    checkAttributes(review.spec(), errors);
    checkSelectors(review.spec(), errors);
    JsonObject metadata = review.metadata().without("managedFields");
    if (!isEmpty(metadata)) {
      errors.invalid(METADATA, metadata, "must be empty");
    }
    Invalid.check(GROUP, "", "", errors);
  }

  static void checkLocal(ApiObject review) {
    FieldErrors errors = new FieldErrors();
    JsonObject spec = review.spec();
    checkAttributes(spec, errors);
    checkUser(spec, errors);
    checkSelectors(spec, errors);
    JsonObject metadata = review.metadata().without("managedFields");
    if (!isEmpty(metadata.without("namespace"))) {
      errors.invalid(METADATA, metadata, "must be empty except for namespace");
    }
    String namespace = spec.object("resourceAttributes").text("namespace");
    if (spec.isSet("resourceAttributes") && !namespace.equals(review.namespace())) {
      errors.invalid(
          SPEC.child("resourceAttributes", "namespace"),
          namespace,
          "must match metadata.namespace");
    }
    if (spec.isSet("nonResourceAttributes")) {
      errors.invalid(
          SPEC.child("nonResourceAttributes"),
          internal(spec.object("nonResourceAttributes")),
          "disallowed on this kind of request");
    }
    Invalid.check(GROUP, "", "", errors);
  }

  /** What is null, "" or an empty object counts as not there. */
  private static boolean isEmpty(JsonObject metadata) {
    return metadata.names().stream()
        .map(metadata::get)
        .allMatch(
            value ->
                value.isNull()
                    || value.equals(JsonObject.EMPTY)
                    || value.asText().filter(String::isEmpty).isPresent());
  }

  private static void checkAttributes(JsonObject spec, FieldErrors errors) {
    boolean isResource = spec.isSet("resourceAttributes");
    boolean isPath = spec.isSet("nonResourceAttributes");
    if (isResource && isPath) {
      errors.invalid(
          SPEC.child("nonResourceAttributes"),
          internal(spec.object("nonResourceAttributes")),
          "cannot be specified in combination with resourceAttributes");
    }
    if (!isResource && !isPath) {
      errors.invalid(
          SPEC.child("resourceAttributes"),
          JsonNull.NULL,
          "exactly one of nonResourceAttributes or resourceAttributes must be specified");
    }
  }

  /** Upstream prints its internal type, whose names begin with capitals. */
  private static JsonObject internal(JsonObject attributes) {
    return JsonObject.builder()
        .put("Path", attributes.text("path"))
        .put("Verb", attributes.text("verb"))
        .build();
  }

  private static void checkUser(JsonObject spec, FieldErrors errors) {
    if (spec.text("user").isEmpty() && spec.array("groups").isEmpty()) {
      errors.invalid(SPEC.child("user"), "", "at least one of user or group must be specified");
    }
  }

  private static void checkSelectors(JsonObject spec, FieldErrors errors) {
    for (String name : List.of("fieldSelector", "labelSelector")) {
      JsonObject resource = spec.object("resourceAttributes");
      if (resource.isSet(name)) {
        checkSelector(resource.object(name), SPEC.child("resourceAttributes", name), errors);
      }
    }
  }

  private static void checkSelector(JsonObject selector, FieldPath path, FieldErrors errors) {
    String raw = selector.text("rawSelector");
    List<JsonObject> requirements = selector.array("requirements").objects().toList();
    if (!raw.isEmpty() && !requirements.isEmpty()) {
      errors.invalid(
          path.child("rawSelector"), raw, "may not specified at the same time as requirements");
    }
    if (raw.isEmpty() && requirements.isEmpty()) {
      errors.required(
          path.child("requirements"),
          "when " + path.text() + " is specified, requirements or rawSelector is required");
    }
    for (int i = 0; i < requirements.size(); i++) {
      checkRequirement(requirements.get(i), path.child("requirements").index(i), errors);
    }
  }

  private static void checkRequirement(JsonObject each, FieldPath path, FieldErrors errors) {
    if (each.text("key").isEmpty()) {
      errors.required(path.child("key"), "must be specified");
    }
    boolean hasValues = !each.array("values").isEmpty();
    if (WITH_VALUES.contains(each.text("operator")) && !hasValues) {
      errors.required(path.child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
    }
    if (WITHOUT_VALUES.contains(each.text("operator")) && hasValues) {
      errors.forbidden(
          path.child("values"),
          "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
    }
  }
}
