package dev.keelson.apiserver.server.auth.rbac;

import dev.keelson.apiserver.server.auth.GoText;
import java.util.ArrayList;
import java.util.List;

/** Rules as upstream's messages print them. */
final class PolicyText {
  private PolicyText() {}

  /** {@code {APIGroups:[""], Resources:["pods"], Verbs:["get"]}}; what is empty is left out. */
  static String compact(PolicyRule rule) {
    List<String> parts = new ArrayList<>();
    add(parts, "APIGroups", rule.groups());
    add(parts, "Resources", rule.resources());
    add(parts, "NonResourceURLs", rule.paths());
    add(parts, "ResourceNames", rule.resourceNames());
    add(parts, "Verbs", rule.verbs());
    return "{" + String.join(", ", parts) + "}";
  }

  private static void add(List<String> parts, String name, List<String> texts) {
    if (!texts.isEmpty()) {
      parts.add(name + ":" + GoText.quoted(texts));
    }
  }
}
