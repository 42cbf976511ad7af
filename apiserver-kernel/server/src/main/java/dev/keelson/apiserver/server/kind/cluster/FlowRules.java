package dev.keelson.apiserver.server.kind.cluster;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.meta.Place;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Upstream's validation of FlowSchemas. */
final class FlowRules implements Rules {
  private static final long PRECEDENCE_MOST = 10_000;
  private static final List<String> VERBS =
      List.of(
          "create",
          "delete",
          "deletecollection",
          "get",
          "list",
          "patch",
          "proxy",
          "update",
          "watch");
  private static final List<String> SUBJECTS = List.of("Group", "ServiceAccount", "User");

  @Override
  public void created(ApiObject object, FieldErrors errors) {
    Place spec = Place.of(object, errors).at("spec");
    long precedence = spec.number("matchingPrecedence");
    if (precedence <= 0) {
      wrongPrecedence(spec, precedence, "must be a positive value");
    }
    if (precedence > PRECEDENCE_MOST) {
      wrongPrecedence(spec, precedence, "must not be greater than " + PRECEDENCE_MOST);
    }
    if (precedence == 1 && !object.name().equals("exempt")) {
      wrongPrecedence(
          spec, precedence, "only the schema named 'exempt' may have matchingPrecedence 1");
    }
    if (spec.has("distinguisherMethod")) {
      spec.at("distinguisherMethod").oneOf("type", List.of("ByNamespace", "ByUser"));
    }
    Place level = spec.at("priorityLevelConfiguration");
    if (level.text("name").isEmpty()) {
      level.required("name", "must reference a priority level");
    } else {
      level.form("name", Names::subdomain1123);
    }
    spec.each("rules").forEach(FlowRules::checkRule);
    checkConditions(object, errors);
  }

  private static void wrongPrecedence(Place spec, long precedence, String detail) {
    spec.errors().invalid(spec.child("matchingPrecedence"), precedence, detail);
  }

  @Override
  public void statusUpdated(ApiObject next, ApiObject before, FieldErrors errors) {
    checkConditions(next, errors);
  }

  static void checkConditions(ApiObject object, FieldErrors errors) {
    Set<String> types = new HashSet<>();
    for (Place condition : Place.of(object, errors).at("status").each("conditions")) {
      if (!types.add(condition.text("type"))) {
        errors.duplicate(condition.child("type"), condition.text("type"));
      }
      condition.requireText("type");
    }
  }

  private static void checkRule(Place rule) {
    List<Place> subjects = rule.each("subjects");
    if (subjects.isEmpty()) {
      rule.required("subjects", "subjects must contain at least one value");
    }
    subjects.forEach(FlowRules::checkSubject);
    List<Place> resources = rule.each("resourceRules");
    List<Place> urls = rule.each("nonResourceRules");
    if (resources.isEmpty() && urls.isEmpty()) {
      rule.errors()
          .required(
              rule.path(),
              "at least one of resourceRules and nonResourceRules has to be non-empty");
    }
    resources.forEach(FlowRules::checkResources);
    urls.forEach(FlowRules::checkUrls);
  }

  private static void checkSubject(Place subject) {
    String kind = subject.text("kind");
    if (!SUBJECTS.contains(kind)) {
      subject.oneOf("kind", SUBJECTS);
      return;
    }
    String field = Character.toLowerCase(kind.charAt(0)) + kind.substring(1);
    Place named = subject.at(field);
    if (!subject.has(field)) {
      subject.required(field, field + " is required when subject kind is '" + kind + "'");
    } else if (named.requireText("name")
        && kind.equals("ServiceAccount")
        && !named.text("name").equals("*")) {
      named.form("name", Names::subdomain1123);
    }
    if (subject.has(field) && kind.equals("ServiceAccount")) {
      if (named.text("namespace").isEmpty()) {
        named.required("namespace", "must specify namespace for service account");
      } else {
        named.form("namespace", Names::label1123);
      }
    }
    for (String other : List.of("serviceAccount", "user", "group")) {
      if (!other.equals(field) && subject.has(other)) {
        subject.forbidden(
            other,
            "%s is forbidden when subject kind is not '%s'"
                .formatted(other, Character.toUpperCase(other.charAt(0)) + other.substring(1)));
      }
    }
  }

  private static void checkVerbs(Place rule) {
    List<String> verbs = rule.texts("verbs");
    if (verbs.isEmpty()) {
      rule.required("verbs", "verbs must contain at least one value");
    } else if (verbs.contains("*")) {
      checkAlone(rule, "verbs", "verbs");
    } else if (!VERBS.containsAll(verbs)) {
      rule.errors().notSupported(rule.child("verbs"), rule.get("verbs"), VERBS);
    }
  }

  private static void checkAlone(Place rule, String field, String what) {
    List<String> all = rule.texts(field);
    if (all.size() > 1 && all.contains("*")) {
      rule.invalid(field, "if '*' is present, must not specify other " + what);
    }
  }

  private static void checkResources(Place rule) {
    checkVerbs(rule);
    if (rule.texts("apiGroups").isEmpty()) {
      rule.required("apiGroups", "resource rules must supply at least one api group");
    }
    checkAlone(rule, "apiGroups", "api groups");
    if (rule.texts("resources").isEmpty()) {
      rule.required("resources", "resource rules must supply at least one resource");
    }
    checkAlone(rule, "resources", "resources");
    List<String> namespaces = rule.texts("namespaces");
    if (namespaces.isEmpty() && !rule.object().isTrue("clusterScope")) {
      rule.required(
          "namespaces",
          "resource rules that are not cluster scoped must supply at least one namespace");
    } else if (namespaces.contains("*")) {
      checkAlone(rule, "namespaces", "namespaces");
    } else {
      for (int i = 0; i < namespaces.size(); i++) {
        String namespace = namespaces.get(i);
        FieldPath path = rule.child("namespaces").index(i);
        Names.label1123(namespace)
            .forEach(
                wrong ->
                    rule.errors()
                        .invalid(
                            path,
                            namespace,
                            "each member of this list must be '*' or a DNS-1123 label; " + wrong));
      }
    }
  }

  private static void checkUrls(Place rule) {
    checkVerbs(rule);
    List<String> urls = rule.texts("nonResourceURLs");
    if (urls.isEmpty()) {
      rule.required("nonResourceURLs", "nonResourceURLs must contain at least one value");
    } else if (urls.contains("*")) {
      checkAlone(rule, "nonResourceURLs", "non-resource URLs");
    } else {
      for (int i = 0; i < urls.size(); i++) {
        String wrong = problem(urls.get(i));
        if (!wrong.isEmpty()) {
          rule.errors().invalid(rule.child("nonResourceURLs").index(i), urls.get(i), wrong);
        }
      }
    }
  }

  private static String problem(String url) {
    if (url.isEmpty()) {
      return "must not be empty";
    }
    if (!url.startsWith("/")) {
      return "must start with slash";
    }
    if (url.indexOf(' ') >= 0) {
      return "must not contain white-space";
    }
    if (url.contains("//")) {
      return "must not contain double slash";
    }
    int star = url.indexOf('*');
    return star >= 0 && (star != url.length() - 1 || !url.endsWith("/*"))
        ? "wildcard can only do suffix matching"
        : "";
  }
}
