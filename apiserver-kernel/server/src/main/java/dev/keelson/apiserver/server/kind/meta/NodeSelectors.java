package dev.keelson.apiserver.server.kind.meta;

import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.FieldPath;
import java.util.List;

/** Selectors of nodes, as affinities have them. */
public final class NodeSelectors {
  private NodeSelectors() {}

  /** A {@code v1.NodeSelector}. */
  public static void check(Place selector) {
    List<Place> terms = selector.each("nodeSelectorTerms");
    if (terms.isEmpty()) {
      selector.required("nodeSelectorTerms", "must have at least one node selector term");
    }
    for (Place term : terms) {
      term.each("matchExpressions").forEach(NodeSelectors::checkLabels);
      term.each("matchFields").forEach(NodeSelectors::checkFields);
    }
  }

  private static void checkLabels(Place requirement) {
    List<String> values = requirement.texts("values");
    switch (requirement.text("operator")) {
      case "In", "NotIn" -> {
        if (values.isEmpty()) {
          requirement.required("values", "must be specified when `operator` is 'In' or 'NotIn'");
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (!values.isEmpty()) {
          requirement.forbidden(
              "values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        }
      }
      case "Gt", "Lt" -> {
        if (values.size() != 1) {
          requirement.required(
              "values", "must be specified single value when `operator` is 'Lt' or 'Gt'");
        }
      }
      default -> requirement.invalid("operator", "not a valid selector operator");
    }
    Labels.checkKey(requirement.text("key"), requirement.child("key"), requirement.errors());
    for (int i = 0; i < values.size(); i++) {
      String value = values.get(i);
      FieldPath path = requirement.child("values").index(i);
      Names.labelValue(value).forEach(wrong -> requirement.errors().invalid(path, value, wrong));
    }
  }

  private static void checkFields(Place requirement) {
    List<String> values = requirement.texts("values");
    switch (requirement.text("operator")) {
      case "In", "NotIn" -> {
        if (values.size() != 1) {
          requirement.required(
              "values",
              "must be only one value when `operator` is 'In' or 'NotIn' for node field"
                  + " selector");
        }
      }
      default -> requirement.invalid("operator", "not a valid selector operator");
    }
    if (!requirement.text("key").equals("metadata.name")) {
      requirement.invalid("key", "not a valid field selector key");
      return;
    }
    for (int i = 0; i < values.size(); i++) {
      String value = values.get(i);
      FieldPath path = requirement.child("values").index(i);
      Names.subdomain1123(value).forEach(wrong -> requirement.errors().invalid(path, value, wrong));
    }
  }
}
