package dev.keelson.apiserver.server.kind.cluster;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.Preparation;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.meta.Kind;
import dev.keelson.apiserver.server.kind.meta.NameRule;
import dev.keelson.apiserver.server.kind.meta.Place;
import dev.keelson.apiserver.server.kind.meta.Preparations;
import java.util.List;
import java.util.Map;

/** The kinds of admissionregistration.k8s.io, by name. Expressions are not read. */
final class PolicyKinds {
  private static final Preparation BY_SPEC = Preparations.counting(List.of("spec"));

  private PolicyKinds() {}

  static Map<String, Kind> all() {
    Kind hooks =
        Kind.named(NameRule.SUBDOMAIN)
            .preparedBy(Preparations.counting(List.of("webhooks")))
            .ruledBy(new WebhookRules());
    Kind policy =
        Kind.named(NameRule.SUBDOMAIN).filledBy(PolicyKinds::filledPolicy).preparedBy(BY_SPEC);
    Kind binding =
        Kind.named(NameRule.SUBDOMAIN).filledBy(PolicyKinds::filledBinding).preparedBy(BY_SPEC);
    return Map.of(
        "ValidatingWebhookConfiguration",
        hooks.filledBy(object -> WebhookRules.filled(object, false)),
        "MutatingWebhookConfiguration",
        hooks.filledBy(object -> WebhookRules.filled(object, true)),
        "ValidatingAdmissionPolicy",
        policy
            .preparedBy(Preparations.both(Preparations.status(), BY_SPEC))
            .ruledBy(new PolicyRules(true)),
        "MutatingAdmissionPolicy",
        policy.ruledBy(new PolicyRules(false)),
        "ValidatingAdmissionPolicyBinding",
        binding.ruledBy(new BindingRules(true)),
        "MutatingAdmissionPolicyBinding",
        binding.ruledBy(new BindingRules(false)));
  }

  private static JsonObject filledPolicy(JsonObject object) {
    boolean hasStatus = object.text("kind").startsWith("Validating");
    JsonObject filled = hasStatus ? object.withDefault("status", JsonObject.EMPTY) : object;
    return filled.mapObject(
        "spec",
        spec ->
            spec.withDefault("failurePolicy", "Fail")
                .mapObject("matchConstraints", constraints -> filledRules(constraints)));
  }

  private static JsonObject filledBinding(JsonObject object) {
    return object.mapObject(
        "spec", spec -> spec.mapObject("matchResources", PolicyKinds::filledRules));
  }

  private static JsonObject filledRules(JsonObject match) {
    return WebhookRules.filledMatch(match)
        .mapEach("resourceRules", rule -> rule.withDefault("scope", "*"))
        .mapEach("excludeResourceRules", rule -> rule.withDefault("scope", "*"));
  }

  private record PolicyRules(boolean isValidating) implements Rules {
    @Override
    public void created(ApiObject object, FieldErrors errors) {
      Place spec = Place.of(object, errors).at("spec");
      spec.oneOfIfSet("failurePolicy", List.of("Fail", "Ignore"));
      if (!spec.has("matchConstraints")) {
        spec.required("matchConstraints", "");
      } else if (spec.at("matchConstraints").each("resourceRules").isEmpty()) {
        spec.at("matchConstraints").required("resourceRules", "");
      }
      if (isValidating
          && spec.each("validations").isEmpty()
          && spec.each("auditAnnotations").isEmpty()) {
        spec.required(
            "validations", "validations or auditAnnotations must contain at least one item");
        spec.required(
            "auditAnnotations", "validations or auditAnnotations must contain at least one item");
      }
      for (Place validation : spec.each("validations")) {
        if (validation.text("expression").isBlank()) {
          validation.required("expression", "expression is not specified");
        }
      }
    }
  }

  private record BindingRules(boolean isValidating) implements Rules {
    @Override
    public void created(ApiObject object, FieldErrors errors) {
      Place spec = Place.of(object, errors).at("spec");
      spec.requireForm("policyName", Names::subdomain1123);
      if (isValidating && spec.texts("validationActions").isEmpty()) {
        spec.required("validationActions", "");
      }
    }
  }
}
