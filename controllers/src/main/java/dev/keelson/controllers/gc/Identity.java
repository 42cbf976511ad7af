package dev.keelson.controllers.gc;

import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.Comparator;

/**
 * An object as an owner reference names it, and the namespace in which it is looked for: its own
 * where it was observed, the dependent's where it is only known from there.
 */
record Identity(String apiVersion, String kind, String namespace, String name, String uid)
    implements Comparable<Identity> {
  /** Kinds together, whatever their scope. */
  private static final Comparator<Identity> ORDER =
      Comparator.comparing(Identity::kind)
          .thenComparing(Identity::apiVersion)
          .thenComparing(Identity::namespace)
          .thenComparing(Identity::name)
          .thenComparing(Identity::uid);

  static Identity of(OwnerReference owner, String namespace) {
    return new Identity(owner.apiVersion(), owner.kind(), namespace, owner.name(), owner.uid());
  }

  boolean isNamespaced() {
    return !namespace.isEmpty();
  }

  GroupVersionKind groupVersionKind() {
    return GroupVersionKind.of(apiVersion, kind);
  }

  Identity in(String otherNamespace) {
    return new Identity(apiVersion, kind, otherNamespace, name, uid);
  }

  ObjectName objectName(boolean isKindNamespaced) {
    return new ObjectName(isKindNamespaced ? namespace : "", name);
  }

  /** For an event about it. */
  JsonObject toReference() {
    return JsonObject.builder()
        .put("kind", kind)
        .putUnlessEmpty("namespace", namespace)
        .put("name", name)
        .put("uid", uid)
        .put("apiVersion", apiVersion)
        .build();
  }

  @Override
  public int compareTo(Identity other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return "[%s/%s, namespace: %s, name: %s, uid: %s]"
        .formatted(apiVersion, kind, namespace, name, uid);
  }
}
