package dev.keelson.apiserver.server.auth.rbac;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.auth.GoText;
import dev.keelson.apiserver.server.auth.ServiceAccountName;

/**
 * To whom a binding gives its role.
 *
 * @param kind User, Group or ServiceAccount; any other applies to nobody
 * @param namespace of a service account; "" for the binding's own
 */
record Subject(String kind, String apiGroup, String namespace, String name) {
  static Subject of(JsonObject json) {
    return new Subject(
        json.text("kind"), json.text("apiGroup"), json.text("namespace"), json.text("name"));
  }

  boolean isGroup() {
    return kind.equals("Group");
  }

  /**
   * The caller's name that it means, "" for none.
   *
   * @param bindingNamespace "" of a cluster's binding, where service accounts must say theirs
   */
  String userName(String bindingNamespace) {
    return switch (kind) {
      case "User" -> name;
      case "ServiceAccount" -> {
        String own = namespace.isEmpty() ? bindingNamespace : namespace;
        yield own.isEmpty() ? "" : new ServiceAccountName(own, name).userName();
      }
      default -> "";
    };
  }

  /** As upstream's reasons say it; of service accounts it puts the name before the namespace. */
  String described(String bindingNamespace) {
    if (!kind.equals("ServiceAccount")) {
      return kind + " " + GoText.quoted(name);
    }
    String own = namespace.isEmpty() ? bindingNamespace : namespace;
    return kind + " " + GoText.quoted(name + "/" + own);
  }
}
