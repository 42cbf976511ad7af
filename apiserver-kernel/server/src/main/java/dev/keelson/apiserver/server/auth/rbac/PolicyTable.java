package dev.keelson.apiserver.server.auth.rbac;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.server.resource.Feature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads the table of roles and bindings, whose form its first lines tell. */
final class PolicyTable {
  private static final String GROUP = "rbac.authorization.k8s.io";
  private static final List<String> READ = List.of("get", "list", "watch");
  private static final List<String> WRITE =
      List.of("create", "delete", "deletecollection", "patch", "update");

  private final List<ApiObject> objects = new ArrayList<>();

  private PolicyTable() {}

  /** With all gates closed. */
  static List<ApiObject> read(String text) {
    return read(text, Set.of());
  }

  /**
   * @throws IllegalArgumentException a line is not of that form
   */
  static List<ApiObject> read(String text, Set<Feature> features) {
    PolicyTable table = new PolicyTable();
    for (String line : text.replaceAll("\n {6}", " ").split("\n")) {
      if (line.startsWith("  if ")) {
        String[] condition = line.strip().split(" ", 3);
        if (features.stream().anyMatch(each -> each.gate().equals(condition[1]))) {
          table.rule(condition[2]);
        }
      } else if (line.startsWith("  ")) {
        table.rule(line.strip());
      } else if (!line.isBlank() && !line.startsWith("#")) {
        table.object(Arrays.asList(line.split(" ")));
      }
    }
    return List.copyOf(table.objects);
  }

  private void object(List<String> words) {
    GroupVersionKind kind = new GroupVersionKind(GROUP, "v1", words.getFirst());
    String name = words.get(1);
    int slash = name.indexOf('/');
    List<String> rest = words.subList(2, words.size());
    JsonObject metadata =
        JsonObject.builder()
            .put("name", name.substring(slash + 1))
            .putUnlessEmpty("namespace", slash < 0 ? "" : name.substring(0, slash))
            .put("labels", labels(rest))
            .put("annotations", text("rbac.authorization.kubernetes.io/autoupdate", "true"))
            .build();
    ApiObject object = ApiObject.of(kind, metadata);
    objects.add(kind.kind().endsWith("Binding") ? binding(object, rest) : role(object, rest));
  }

  private static JsonObject text(String name, String text) {
    return JsonObject.of(name, JsonString.of(text));
  }

  private static JsonObject labels(List<String> words) {
    JsonObject labels = text("kubernetes.io/bootstrapping", "rbac-defaults");
    for (String pair : after("label", words)) {
      int equals = pair.indexOf('=');
      labels = labels.with(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return labels;
  }

  /** The words that follow {@code key}, wherever it stands. */
  private static List<String> after(String key, List<String> words) {
    List<String> found = new ArrayList<>();
    for (int i = 0; i + 1 < words.size(); i++) {
      if (words.get(i).equals(key)) {
        found.add(words.get(i + 1));
      }
    }
    return found;
  }

  /** Rules follow on the lines below; those of a role that gathers are null until it has. */
  private static ApiObject role(ApiObject object, List<String> words) {
    List<String> gathered = after("gathers", words);
    if (gathered.isEmpty()) {
      return object.with("rules", JsonArray.EMPTY);
    }
    List<JsonValue> selectors = new ArrayList<>();
    for (String pair : gathered) {
      int equals = pair.indexOf('=');
      selectors.add(
          JsonObject.of(
              "matchLabels", text(pair.substring(0, equals), pair.substring(equals + 1))));
    }
    return object
        .with("aggregationRule", JsonObject.of("clusterRoleSelectors", new JsonArray(selectors)))
        .with("rules", JsonNull.NULL);
  }

  private static ApiObject binding(ApiObject object, List<String> words) {
    boolean isNamed = words.getFirst().equals("of");
    String ownKind = object.namespace().isEmpty() ? "ClusterRole" : "Role";
    JsonObject ref =
        JsonObject.builder()
            .put("apiGroup", GROUP)
            .put("kind", isNamed ? words.get(1) : ownKind)
            .put("name", isNamed ? words.get(2) : object.name())
            .build();
    List<JsonValue> subjects =
        words.subList(words.indexOf("to") + 1, words.size()).stream()
            .map(PolicyTable::subject)
            .toList();
    ApiObject binding = object.with("roleRef", ref);
    return subjects.isEmpty() ? binding : binding.with("subjects", new JsonArray(subjects));
  }

  private static JsonValue subject(String word) {
    for (String kind : List.of("User", "Group")) {
      if (word.startsWith(kind + ":")) {
        return JsonObject.builder()
            .put("kind", kind)
            .put("apiGroup", GROUP)
            .put("name", word.substring(kind.length() + 1))
            .build();
      }
    }
    int slash = word.indexOf('/');
    return JsonObject.builder()
        .put("kind", "ServiceAccount")
        .put("name", word.substring(slash + 1))
        .put("namespace", word.substring(0, slash))
        .build();
  }

  private void rule(String line) {
    int colon = line.indexOf(": ");
    String[] head = line.substring(0, colon).split(" ");
    List<String> rest = Arrays.asList(line.substring(colon + 2).split(" "));
    List<String> verbs = verbs(head[0]);
    PolicyRule rule =
        head[1].equals("path") ? PolicyRule.ofPaths(verbs, rest) : resources(verbs, head[1], rest);
    ApiObject role = objects.removeLast();
    objects.add(role.with("rules", role.tree().array("rules").plus(rule.toJson())));
  }

  private static PolicyRule resources(List<String> verbs, String groups, List<String> words) {
    List<String> named =
        Arrays.stream(groups.split(",")).map(each -> each.equals("core") ? "" : each).toList();
    int at = words.indexOf("named");
    return at < 0
        ? PolicyRule.ofResources(verbs, named, words)
        : PolicyRule.ofResources(verbs, named, words.subList(0, at))
            .named(words.subList(at + 1, words.size()));
  }

  private static List<String> verbs(String words) {
    TreeSet<String> verbs = new TreeSet<>();
    for (String word : words.split(",")) {
      switch (word) {
        case "read" -> verbs.addAll(READ);
        case "write" -> verbs.addAll(WRITE);
        default -> verbs.add(word);
      }
    }
    return List.copyOf(verbs);
  }
}
