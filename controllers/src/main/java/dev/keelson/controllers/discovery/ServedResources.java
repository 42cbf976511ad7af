package dev.keelson.controllers.discovery;

import dev.keelson.apiserver.model.GroupVersion;
import dev.keelson.apiserver.model.GroupVersionKind;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All that was served at one moment.
 *
 * @param preferred each resource once, in its group's preferred version that has it
 * @param byKind in every version
 * @param failed what an aggregated server did not tell of, and why
 */
public record ServedResources(
    List<ServedResource> preferred,
    Map<GroupVersionKind, ServedResource> byKind,
    Map<GroupVersion, String> failed) {
  public static final ServedResources NONE = new ServedResources(List.of(), Map.of(), Map.of());

  public ServedResources {
    preferred = List.copyOf(preferred);
    byKind = Map.copyOf(byKind);
    failed = Map.copyOf(failed);
  }

  static ServedResources of(
      List<ServedResource> preferred,
      Collection<ServedResource> all,
      Map<GroupVersion, String> failed) {
    Map<GroupVersionKind, ServedResource> byKind = new HashMap<>();
    all.forEach(each -> byKind.putIfAbsent(each.kind(), each));
    return new ServedResources(preferred, byKind, failed);
  }

  public Optional<ServedResource> find(GroupVersionKind kind) {
    return Optional.ofNullable(byKind.get(kind));
  }

  /** Preferred ones that can all of that. */
  public List<ServedResource> preferredThatCan(String... verbs) {
    return preferred.stream().filter(each -> each.verbs().containsAll(List.of(verbs))).toList();
  }

  /** What client-go says of groups that failed; "" where none did. */
  public String trouble() {
    if (failed.isEmpty()) {
      return "";
    }
    String each =
        new TreeMap<>(failed)
            .entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining(", "));
    return "unable to retrieve the complete list of server APIs: " + each;
  }
}
