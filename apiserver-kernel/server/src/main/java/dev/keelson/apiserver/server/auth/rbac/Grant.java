package dev.keelson.apiserver.server.auth.rbac;

import dev.keelson.apiserver.server.auth.GoText;

/**
 * A binding that applies to somebody, by one of its subjects.
 *
 * @param namespace of the binding; "" of a cluster's
 * @param reason what a decision says that was allowed by it, made once
 */
record Grant(String namespace, String binding, RoleRef role, Subject subject, String reason) {
  static Grant of(String namespace, String binding, RoleRef role, Subject subject) {
    return new Grant(
        namespace,
        binding,
        role,
        subject,
        "RBAC: allowed by " + described(namespace, binding, role, subject));
  }

  /** As upstream says it; of namespaced ones it puts the name before the namespace. */
  private static String described(String namespace, String binding, RoleRef role, Subject subject) {
    String kind = namespace.isEmpty() ? "ClusterRoleBinding " : "RoleBinding ";
    String name = namespace.isEmpty() ? binding : binding + "/" + namespace;
    return kind
        + GoText.quoted(name)
        + " of "
        + role.kind()
        + " "
        + GoText.quoted(role.name())
        + " to "
        + subject.described(namespace);
  }
}
