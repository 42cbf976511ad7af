package dev.keelson.apiserver.server.auth.rbac;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.auth.Attributes;
import java.util.ArrayList;
import java.util.List;

/**
 * What a role allows: verbs on resources of groups, or verbs on paths.
 *
 * @param resourceNames empty: whatever the name
 * @param paths {@code nonResourceURLs}
 */
public record PolicyRule(
    List<String> verbs,
    List<String> groups,
    List<String> resources,
    List<String> resourceNames,
    List<String> paths) {
  private static final String ALL = "*";

  public PolicyRule {
    verbs = List.copyOf(verbs);
    groups = List.copyOf(groups);
    resources = List.copyOf(resources);
    resourceNames = List.copyOf(resourceNames);
    paths = List.copyOf(paths);
  }

  public static PolicyRule ofResources(
      List<String> verbs, List<String> groups, List<String> resources) {
    return new PolicyRule(verbs, groups, resources, List.of(), List.of());
  }

  public static PolicyRule ofPaths(List<String> verbs, List<String> paths) {
    return new PolicyRule(verbs, List.of(), List.of(), List.of(), paths);
  }

  /** Of a role's {@code rules}. */
  public static PolicyRule of(JsonObject rule) {
    return new PolicyRule(
        texts(rule, "verbs"),
        texts(rule, "apiGroups"),
        texts(rule, "resources"),
        texts(rule, "resourceNames"),
        texts(rule, "nonResourceURLs"));
  }

  public static List<PolicyRule> of(ApiObject role) {
    return role.tree().array("rules").objects().map(PolicyRule::of).toList();
  }

  private static List<String> texts(JsonObject rule, String name) {
    return rule.array(name).texts().toList();
  }

  public JsonObject toJson() {
    JsonObject.Builder json = JsonObject.builder().put("verbs", JsonArray.ofText(verbs));
    put(json, "apiGroups", groups);
    put(json, "resources", resources);
    put(json, "resourceNames", resourceNames);
    put(json, "nonResourceURLs", paths);
    return json.build();
  }

  private static void put(JsonObject.Builder json, String name, List<String> texts) {
    if (!texts.isEmpty()) {
      json.put(name, JsonArray.ofText(texts));
    }
  }

  /** Whether this rule alone allows it. */
  public boolean allows(Attributes attributes) {
    if (!holds(verbs, attributes.verb())) {
      return false;
    }
    return attributes.isResource()
        ? holds(groups, attributes.group())
            && holdsResource(attributes.resource(), attributes.subresource())
            && (resourceNames.isEmpty() || resourceNames.contains(attributes.name()))
        : holdsPath(attributes.path());
  }

  private static boolean holds(List<String> set, String wanted) {
    return set.contains(wanted) || set.contains(ALL);
  }

  private boolean holdsResource(String resource, String subresource) {
    for (String each : resources) {
      if (each.equals(ALL) || isResource(each, resource, subresource)) {
        return true;
      }
    }
    return false;
  }

  /** {@code pods}, {@code pods/log}, {@code *}{@code /scale}; compared without making strings. */
  private static boolean isResource(String rule, String resource, String subresource) {
    if (subresource.isEmpty()) {
      return rule.equals(resource);
    }
    int slash = rule.length() - subresource.length() - 1;
    return slash >= 0
        && rule.charAt(slash) == '/'
        && rule.endsWith(subresource)
        && (slash == resource.length() && rule.startsWith(resource)
            || slash == 1 && rule.charAt(0) == '*');
  }

  private boolean holdsPath(String path) {
    for (String each : paths) {
      if (covers(each, path)) {
        return true;
      }
    }
    return false;
  }

  private static boolean covers(String ownPath, String path) {
    return ownPath.equals(path) || ownPath.endsWith(ALL) && path.startsWith(withoutStars(ownPath));
  }

  private static String withoutStars(String path) {
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '*') {
      end--;
    }
    return path.substring(0, end);
  }

  /** Whether it allows all that {@code part} does, which has one of everything at most. */
  boolean covers(PolicyRule part) {
    return holdsAll(verbs, part.verbs)
        && holdsAll(groups, part.groups)
        && part.resources.stream().allMatch(this::coversResource)
        && (resourceNames.isEmpty()
            || !part.resourceNames.isEmpty() && resourceNames.containsAll(part.resourceNames))
        && part.paths.stream().allMatch(this::holdsPath);
  }

  private static boolean holdsAll(List<String> set, List<String> wanted) {
    return set.contains(ALL) || set.containsAll(wanted);
  }

  private boolean coversResource(String wanted) {
    if (resources.contains(ALL) || resources.contains(wanted)) {
      return true;
    }
    int slash = wanted.indexOf('/');
    return slash >= 0 && resources.contains("*" + wanted.substring(slash));
  }

  /** In rules of one verb, one group and resource (and name), or one path each. */
  List<PolicyRule> parts() {
    List<PolicyRule> parts = new ArrayList<>();
    for (String group : groups) {
      for (String resource : resources) {
        for (String verb : verbs) {
          PolicyRule part = ofResources(List.of(verb), List.of(group), List.of(resource));
          if (resourceNames.isEmpty()) {
            parts.add(part);
          }
          resourceNames.forEach(name -> parts.add(part.named(List.of(name))));
        }
      }
    }
    for (String path : paths) {
      verbs.forEach(verb -> parts.add(ofPaths(List.of(verb), List.of(path))));
    }
    return parts;
  }

  PolicyRule named(List<String> names) {
    return new PolicyRule(verbs, groups, resources, names, paths);
  }

  PolicyRule withVerbs(List<String> otherVerbs) {
    return new PolicyRule(otherVerbs, groups, resources, resourceNames, paths);
  }

  /** One group and one resource, one name or none, no path: such rules differ in verbs alone. */
  boolean isSimple() {
    return groups.size() == 1
        && resources.size() == 1
        && resourceNames.size() <= 1
        && paths.isEmpty();
  }
}
