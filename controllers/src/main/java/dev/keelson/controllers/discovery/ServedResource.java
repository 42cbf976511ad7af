package dev.keelson.controllers.discovery;

import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.GroupVersionResource;
import java.util.Set;

/**
 * One resource in one version.
 *
 * @param kind of its objects
 * @param verbs {@code delete}, {@code deletecollection}, {@code list}, {@code watch}, ...
 */
public record ServedResource(
    GroupVersionResource resource, GroupVersionKind kind, boolean isNamespaced, Set<String> verbs) {
  public ServedResource {
    verbs = Set.copyOf(verbs);
  }

  public boolean can(String verb) {
    return verbs.contains(verb);
  }
}
