package dev.keelson.apiserver.server.kind.access;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.meta.Labels;
import dev.keelson.apiserver.server.kind.meta.Place;
import java.util.List;

/**
 * Upstream's validation of Role and ClusterRole. Whether the caller may grant it is asked
 * elsewhere.
 */
record RoleRules(boolean isNamespaced) implements Rules {
  @Override
  public void created(ApiObject object, FieldErrors errors) {
    Place role = Place.of(object, errors);
    role.each("rules").forEach(this::checkRule);
    if (!isNamespaced && role.has("aggregationRule")) {
      Place aggregation = role.at("aggregationRule");
      List<Place> selectors = aggregation.each("clusterRoleSelectors");
      if (selectors.isEmpty()) {
        aggregation.required(
            "clusterRoleSelectors",
            "at least one clusterRoleSelector required if aggregationRule is non-nil");
      }
      selectors.forEach(
          selector -> Labels.checkSelector(selector.object(), selector.path(), errors));
    }
  }

  private void checkRule(Place rule) {
    if (rule.texts("verbs").isEmpty()) {
      rule.required("verbs", "verbs must contain at least one value");
    }
    boolean hasGroups = !rule.texts("apiGroups").isEmpty();
    boolean hasResources = !rule.texts("resources").isEmpty();
    if (!rule.texts("nonResourceURLs").isEmpty()) {
      if (isNamespaced) {
        rule.invalid("nonResourceURLs", "namespaced rules cannot apply to non-resource URLs");
      }
      if (hasGroups || hasResources || !rule.texts("resourceNames").isEmpty()) {
        rule.invalid(
            "nonResourceURLs",
            "rules cannot apply to both regular resources and non-resource URLs");
      }
      return;
    }
    if (!hasGroups) {
      rule.required("apiGroups", "resource rules must supply at least one api group");
    }
    if (!hasResources) {
      rule.required("resources", "resource rules must supply at least one resource");
    }
  }
}
