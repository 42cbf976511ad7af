package dev.keelson.apiserver.server.auth.rbac;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Indexes of all roles and bindings at one version; those of a namespace on first use. */
final class Snapshot {
  private record Namespace(Bindings bindings, Roles roles) {}

  private final RbacObjects objects;
  private final long version;
  private final Bindings clusterBindings;
  private final Roles clusterRoles;
  private final Map<String, Namespace> namespaces = new ConcurrentHashMap<>();
  private final Map<String, Roles> rolesBefore;

  /** {@code before} lends what it has read already. */
  Snapshot(RbacObjects objects, long version, Optional<Snapshot> before) {
    this.objects = objects;
    this.version = version;
    this.clusterBindings = new Bindings("", objects.clusterRoleBindings());
    this.clusterRoles =
        new Roles(objects.clusterRoles(), before.map(snapshot -> snapshot.clusterRoles));
    this.rolesBefore = new ConcurrentHashMap<>();
    before.ifPresent(
        old -> old.namespaces.forEach((name, each) -> rolesBefore.put(name, each.roles())));
  }

  long version() {
    return version;
  }

  Bindings clusterBindings() {
    return clusterBindings;
  }

  Bindings bindings(String namespace) {
    return namespace(namespace).bindings();
  }

  private Namespace namespace(String name) {
    Namespace known = namespaces.get(name);
    return known != null ? known : namespaces.computeIfAbsent(name, this::load);
  }

  private Namespace load(String name) {
    return new Namespace(
        new Bindings(name, objects.roleBindings(name)),
        new Roles(objects.roles(name), Optional.ofNullable(rolesBefore.get(name))));
  }

  /** {@code namespace} is the binding's: "" of a cluster's, which can name no Role. */
  Optional<List<PolicyRule>> rules(RoleRef ref, String namespace) {
    return switch (ref.kind()) {
      case "ClusterRole" -> clusterRoles.rules(ref.name());
      case "Role" ->
          namespace.isEmpty() ? Optional.empty() : namespace(namespace).roles().rules(ref.name());
      default -> Optional.empty();
    };
  }
}
