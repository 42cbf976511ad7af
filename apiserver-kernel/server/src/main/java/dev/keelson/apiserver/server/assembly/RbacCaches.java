package dev.keelson.apiserver.server.assembly;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.server.auth.rbac.RbacObjects;
import dev.keelson.apiserver.server.auth.rbac.RoleAggregation;
import dev.keelson.apiserver.server.resource.Resource;
import dev.keelson.apiserver.server.resource.ResourceRegistry;
import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.apiserver.server.storage.cache.Cacher;
import dev.keelson.apiserver.server.storage.cache.Cachers;
import dev.keelson.apiserver.server.storage.cache.ListQuery;
import dev.keelson.apiserver.server.storage.cache.Selection;
import java.util.Collection;
import java.util.List;

/** Roles and bindings as the caches have them. */
final class RbacCaches implements RbacObjects {
  private static final String GROUP = "rbac.authorization.k8s.io/v1";

  private final List<Cacher> all;

  RbacCaches(ResourceRegistry resources, Cachers cachers) {
    this.all =
        List.of("clusterroles", "clusterrolebindings", "roles", "rolebindings").stream()
            .map(name -> resources.get(GROUP, name))
            .map((Resource resource) -> cachers.of(resource))
            .toList();
  }

  /** Returns when they know all that was written before. */
  void catchUp() {
    ListQuery newest = ListQuery.of(Selection.in(""));
    all.forEach(each -> each.list(newest));
  }

  @Override
  public long version() {
    long version = 0;
    for (Cacher each : all) {
      version += each.changes();
    }
    return version;
  }

  /** With the rules that aggregation gives them, whether or not a controller has written them. */
  @Override
  public Collection<ApiObject> clusterRoles() {
    List<ApiObject> roles = list(0, "");
    return roles.stream()
        .map(role -> RoleAggregation.aggregated(role, roles).orElse(role))
        .toList();
  }

  @Override
  public Collection<ApiObject> clusterRoleBindings() {
    return list(1, "");
  }

  @Override
  public Collection<ApiObject> roles(String namespace) {
    return list(2, namespace);
  }

  @Override
  public Collection<ApiObject> roleBindings(String namespace) {
    return list(3, namespace);
  }

  private List<ApiObject> list(int which, String namespace) {
    return all.get(which).list(ListQuery.of(Selection.in(namespace)).at("0", "")).items().stream()
        .map(Stored::object)
        .toList();
  }
}
