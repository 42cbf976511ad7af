package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.Located;
import dev.keelson.apiserver.server.kind.SelectorRules;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where pods want to be, and near which others. */
final class AffinityRules {
  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
  private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

  private AffinityRules() {}

  static void check(Located spec) {
    if (!spec.has("affinity")) {
      return;
    }
    Located affinity = spec.in("affinity");
    if (affinity.has("nodeAffinity")) {
      node(affinity.in("nodeAffinity"));
    }
    pod(affinity.in("podAffinity"));
    pod(affinity.in("podAntiAffinity"));
  }

  private static void node(Located affinity) {
    if (affinity.has(REQUIRED)) {
      nodeSelector(affinity.in(REQUIRED));
    }
    for (Located term : affinity.each(PREFERRED)) {
      weight(term);
      nodeTerm(term.in("preference"), false);
    }
  }

  private static void weight(Located term) {
    long weight = term.number("weight");
    if (weight <= 0 || weight > 100) {
      term.errors().invalid(term.path("weight"), weight, "must be in the range 1-100");
    }
  }

  private static void nodeSelector(Located selector) {
    List<Located> terms = selector.each("nodeSelectorTerms");
    if (terms.isEmpty()) {
      selector.required("nodeSelectorTerms", "must have at least one node selector term");
    }
    terms.forEach(term -> nodeTerm(term, true));
  }

  private static void nodeTerm(Located term, boolean checkValues) {
    for (Located requirement : term.each("matchExpressions")) {
      nodeLabel(requirement);
      requirement.form("key", Names::qualifiedName);
      if (checkValues) {
        SelectorRules.labelValues(requirement);
      }
    }
    term.each("matchFields").forEach(AffinityRules::nodeField);
  }

  private static void nodeLabel(Located requirement) {
    int values = requirement.json().array("values").size();
    switch (requirement.text("operator")) {
      case "In", "NotIn" -> {
        if (values == 0) {
          requirement.required("values", "must be specified when `operator` is 'In' or 'NotIn'");
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (values > 0) {
          requirement.forbidden(
              "values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        }
      }
      case "Gt", "Lt" -> {
        if (values != 1) {
          requirement.required(
              "values", "must be specified single value when `operator` is 'Lt' or 'Gt'");
        }
      }
      default ->
          requirement.invalid(
              "operator", requirement.text("operator"), "not a valid selector operator");
    }
  }

  private static void nodeField(Located requirement) {
    List<String> values = requirement.texts("values");
    String operator = requirement.text("operator");
    if (!operator.equals("In") && !operator.equals("NotIn")) {
      requirement.invalid("operator", operator, "not a valid selector operator");
    } else if (values.size() != 1) {
      requirement.required(
          "values",
          "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
    }
    if (!requirement.text("key").equals("metadata.name")) {
      requirement.invalid("key", requirement.text("key"), "not a valid field selector key");
      return;
    }
    for (int i = 0; i < values.size(); i++) {
      for (String message : Names.subdomain1123(values.get(i))) {
        requirement.errors().invalid(requirement.path("values").index(i), values.get(i), message);
      }
    }
  }

  private static void pod(Located affinity) {
    affinity.each(REQUIRED).forEach(AffinityRules::podTerm);
    for (Located term : affinity.each(PREFERRED)) {
      weight(term);
      podTerm(term.in("podAffinityTerm"));
    }
  }

  private static void podTerm(Located term) {
    SelectorRules.selector(term.in("labelSelector"));
    SelectorRules.selector(term.in("namespaceSelector"));
    for (String namespace : term.texts("namespaces")) {
      for (String message : Names.label1123(namespace)) {
        term.invalid("namespace", namespace, message);
      }
    }
    labelKeys(term);
    if (term.text("topologyKey").isEmpty()) {
      term.required("topologyKey", "can not be empty");
    }
    term.form("topologyKey", Names::qualifiedName);
  }

  /** Keys whose values are taken from the pod itself, and added to the selector. */
  static void labelKeys(Located term) {
    List<String> matched = term.texts("matchLabelKeys");
    List<String> mismatched = term.texts("mismatchLabelKeys");
    if (matched.isEmpty() && mismatched.isEmpty()) {
      return;
    }
    keys(term, "matchLabelKeys", matched);
    keys(term, "mismatchLabelKeys", mismatched);
    selectedTwice(term, matched);
    for (int i = 0; i < matched.size(); i++) {
      if (mismatched.contains(matched.get(i))) {
        term.errors()
            .invalid(
                term.path("matchLabelKeys").index(i),
                matched.get(i),
                "exists in both matchLabelKeys and mismatchLabelKeys");
      }
    }
  }

  private static void keys(Located term, String name, List<String> keys) {
    if (keys.isEmpty()) {
      return;
    }
    if (!term.has("labelSelector")) {
      term.forbidden(name, "must not be specified when labelSelector is not set");
      return;
    }
    for (int i = 0; i < keys.size(); i++) {
      for (String message : Names.qualifiedName(keys.get(i))) {
        term.errors().invalid(term.path(name).index(i), keys.get(i), message);
      }
    }
  }

  /** A key may be there once, as it is after its value was added; upstream names no list here. */
  private static void selectedTwice(Located term, List<String> matched) {
    JsonObject selector = term.json().object("labelSelector");
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < matched.size(); i++) {
      places.put(matched.get(i), i);
    }
    Set<String> seen = new HashSet<>(selector.object("matchLabels").names());
    selector
        .array("matchExpressions")
        .objects()
        .forEach(
            expression -> {
              String key = expression.text("key");
              Integer place = places.get(key);
              if (place != null && seen.contains(key)) {
                term.errors()
                    .invalid(
                        term.path().index(place),
                        key,
                        "exists in both matchLabelKeys and labelSelector");
              }
              seen.add(key);
            });
  }
}
