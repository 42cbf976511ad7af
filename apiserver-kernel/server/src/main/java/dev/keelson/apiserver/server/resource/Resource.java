package dev.keelson.apiserver.server.resource;

import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.GroupVersionResource;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.server.kind.Defaults;
import dev.keelson.apiserver.server.kind.Preparation;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.table.Columns;
import java.util.List;

/**
 * One resource of one version, and all that is done to its objects.
 *
 * @param singular as in discovery: {@code pod}
 * @param shortNames {@code po}
 * @param categories {@code all}
 * @param verbs in discovery's order; empty: not listed
 * @param directory in the store, with the slash at its end: {@code /registry/pods/}
 * @param storageKind of what lies in the store; another version of the same objects may be served
 * @param subresources by name: status, scale, …
 */
public record Resource(
    GroupVersionResource name,
    GroupVersionKind kind,
    String singular,
    List<String> shortNames,
    List<String> categories,
    boolean isNamespaced,
    List<String> verbs,
    String directory,
    GroupVersionKind storageKind,
    List<Subresource> subresources,
    Defaults defaults,
    Preparation preparation,
    Rules rules,
    Columns columns,
    SelectableFields fields) {

  /**
   * @param name without the resource: {@code status}
   * @param kind of what is sent and answered: Pod, Scale, Eviction, TokenRequest, …
   */
  public record Subresource(String name, GroupVersionKind kind, List<String> verbs) {}

  public Resource {
    shortNames = List.copyOf(shortNames);
    categories = List.copyOf(categories);
    verbs = List.copyOf(verbs);
    subresources = List.copyOf(subresources);
  }

  public boolean has(String subresource) {
    return subresources.stream().anyMatch(each -> each.name().equals(subresource));
  }

  /** Where the object lies in the store. */
  public String key(ObjectName object) {
    return isNamespaced
        ? directory + object.namespace() + "/" + object.name()
        : directory + object.name();
  }

  /** Where all of a namespace lie; "" for all there are. */
  public String prefix(String namespace) {
    return isNamespaced && !namespace.isEmpty() ? directory + namespace + "/" : directory;
  }

  public String listKind() {
    return kind.kind() + "List";
  }
}
