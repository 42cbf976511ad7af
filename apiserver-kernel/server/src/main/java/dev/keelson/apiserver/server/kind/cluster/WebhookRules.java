package dev.keelson.apiserver.server.kind.cluster;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.meta.Labels;
import dev.keelson.apiserver.server.kind.meta.Place;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Upstream's validation of webhook configurations, without CEL: match conditions are taken as they
 * are.
 */
final class WebhookRules implements Rules {
  private static final List<String> OPERATIONS =
      List.of("*", "CONNECT", "CREATE", "DELETE", "UPDATE");
  private static final List<String> SIDE_EFFECTS = List.of("None", "NoneOnDryRun");
  private static final List<String> VERSIONS = List.of("v1", "v1beta1");

  @Override
  public void created(ApiObject object, FieldErrors errors) {
    Set<String> names = new HashSet<>();
    for (Place hook : Place.of(object, errors).each("webhooks")) {
      checkHook(hook);
      checkVersions(hook);
      String name = hook.text("name");
      if (!name.isEmpty() && !names.add(name)) {
        errors.duplicate(hook.child("name"), name);
      }
    }
  }

  private static void checkHook(Place hook) {
    checkName(hook);
    hook.each("rules").forEach(WebhookRules::checkRule);
    hook.oneOfIfSet("failurePolicy", List.of("Fail", "Ignore"));
    hook.oneOfIfSet("matchPolicy", List.of("Equivalent", "Exact"));
    if (hook.has("sideEffects")) {
      hook.oneOf("sideEffects", SIDE_EFFECTS);
    } else {
      hook.required("sideEffects", "must specify one of " + String.join(", ", SIDE_EFFECTS));
    }
    long timeout = hook.number("timeoutSeconds");
    if (hook.has("timeoutSeconds") && (timeout < 1 || timeout > 30)) {
      hook.invalid("timeoutSeconds", "the timeout value must be between 1 and 30 seconds");
    }
    for (String selector : List.of("namespaceSelector", "objectSelector")) {
      Labels.checkSelector(hook.object().object(selector), hook.child(selector), hook.errors());
    }
    hook.oneOfIfSet("reinvocationPolicy", List.of("IfNeeded", "Never"));
    checkClient(hook);
  }

  private static void checkName(Place hook) {
    if (!hook.requireText("name")) {
      return;
    }
    String name = hook.text("name");
    List<String> wrong = Names.subdomain1123(name);
    if (!wrong.isEmpty()) {
      hook.invalid("name", String.join(",", wrong));
    } else if (name.split("\\.", -1).length < 3) {
      hook.invalid("name", "should be a domain with at least three segments separated by dots");
    }
  }

  private static void checkClient(Place hook) {
    Place client = hook.at("clientConfig");
    if (client.has("url") == client.has("service")) {
      hook.required("clientConfig", "exactly one of url or service is required");
    } else if (client.has("url")) {
      if (!client.text("url").startsWith("https://")) {
        String url = client.text("url");
        int colon = url.indexOf(':');
        client
            .errors()
            .invalid(
                client.child("url"),
                colon < 0 ? "" : url.substring(0, colon),
                "'https' is the only allowed URL scheme; desired format: https://host[/path]");
      }
    } else {
      Place service = client.at("service");
      if (service.text("name").isEmpty()) {
        service.required("name", "service name is required");
      }
      if (service.text("namespace").isEmpty()) {
        service.required("namespace", "service namespace is required");
      }
    }
  }

  private static void checkRule(Place rule) {
    List<String> operations = rule.texts("operations");
    if (operations.isEmpty()) {
      rule.required("operations", "");
    } else if (operations.size() > 1 && operations.contains("*")) {
      rule.invalid("operations", "if '*' is present, must not specify other operations");
    }
    for (int i = 0; i < operations.size(); i++) {
      if (!OPERATIONS.contains(operations.get(i))) {
        rule.errors()
            .notSupported(rule.child("operations").index(i), operations.get(i), OPERATIONS);
      }
    }
    checkNames(rule, "apiGroups", "API groups");
    checkNames(rule, "apiVersions", "API versions");
    if (rule.texts("resources").isEmpty()) {
      rule.required("resources", "");
    }
    rule.oneOfIfSet("scope", List.of("*", "Cluster", "Namespaced"));
  }

  private static void checkNames(Place rule, String field, String what) {
    List<String> names = rule.texts(field);
    if (names.isEmpty()) {
      rule.required(field, "");
    } else if (names.size() > 1 && names.contains("*")) {
      rule.invalid(field, "if '*' is present, must not specify other " + what);
    }
  }

  private static void checkVersions(Place hook) {
    List<String> versions = hook.texts("admissionReviewVersions");
    if (versions.isEmpty()) {
      hook.required(
          "admissionReviewVersions", "must specify one of " + String.join(", ", VERSIONS));
    } else if (versions.stream().noneMatch(VERSIONS::contains)) {
      hook.invalid(
          "admissionReviewVersions", "must include at least one of " + String.join(", ", VERSIONS));
    }
  }

  /** Upstream's defaults of both configurations. */
  static JsonObject filled(JsonObject object, boolean isMutating) {
    return object.mapEach(
        "webhooks",
        hook -> {
          JsonObject filled = filledMatch(hook.withDefault("failurePolicy", "Fail"));
          filled = filled.withDefault("timeoutSeconds", 10);
          if (isMutating) {
            filled = filled.withDefault("reinvocationPolicy", "Never");
          }
          return filled
              .mapEach("rules", rule -> rule.withDefault("scope", "*"))
              .mapObject(
                  "clientConfig",
                  client ->
                      client.mapObject("service", service -> service.withDefault("port", 443)));
        });
  }

  /** What decides whether something matches, of hooks and policies. */
  static JsonObject filledMatch(JsonObject match) {
    return match
        .withDefault("matchPolicy", "Equivalent")
        .withDefault("namespaceSelector", JsonObject.EMPTY)
        .withDefault("objectSelector", JsonObject.EMPTY);
  }
}
