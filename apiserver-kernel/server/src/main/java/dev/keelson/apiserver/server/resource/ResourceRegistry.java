package dev.keelson.apiserver.server.resource;

import dev.keelson.apiserver.model.GroupVersion;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.GroupVersionResource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The resources that are served, by every name that a request may use. Immutable. */
public final class ResourceRegistry {
  private final List<Resource> all;
  private final Map<GroupVersionResource, Resource> byName = new HashMap<>();
  private final Map<GroupVersionKind, Resource> byKind = new HashMap<>();
  private final Map<String, List<GroupVersion>> versions = new LinkedHashMap<>();

  public ResourceRegistry(List<Resource> resources) {
    all = List.copyOf(resources);
    for (Resource resource : resources) {
      byName.put(resource.name(), resource);
      byKind.putIfAbsent(resource.kind(), resource);
      List<GroupVersion> known =
          versions.computeIfAbsent(resource.name().group(), _ -> new ArrayList<>());
      GroupVersion version = resource.name().groupVersion();
      if (!known.contains(version)) {
        known.add(version);
      }
    }
  }

  /** In discovery's order. */
  public List<Resource> all() {
    return all;
  }

  public List<Resource> of(GroupVersion version) {
    return all.stream().filter(each -> each.name().groupVersion().equals(version)).toList();
  }

  /** Groups but the core one, with their versions, the preferred one first. */
  public Map<String, List<GroupVersion>> groups() {
    Map<String, List<GroupVersion>> groups = new LinkedHashMap<>(versions);
    groups.remove("");
    return groups;
  }

  public Optional<Resource> find(GroupVersionResource name) {
    return Optional.ofNullable(byName.get(name));
  }

  public Optional<Resource> find(GroupVersionKind kind) {
    return Optional.ofNullable(byKind.get(kind));
  }

  /**
   * @throws IllegalArgumentException there is none: for names that are written in this program
   */
  public Resource get(String apiVersion, String resource) {
    return find(GroupVersion.parse(apiVersion).resource(resource))
        .orElseThrow(
            () -> new IllegalArgumentException("no resource " + resource + " in " + apiVersion));
  }
}
