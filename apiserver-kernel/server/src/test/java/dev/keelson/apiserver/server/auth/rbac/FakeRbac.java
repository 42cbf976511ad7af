package dev.keelson.apiserver.server.auth.rbac;

import dev.keelson.apiserver.model.ApiObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Objects from a policy table, to which more may be added. One thread. */
public final class FakeRbac implements RbacObjects {
  private final List<ApiObject> objects = new ArrayList<>();
  private long version;

  /** As {@code bootstrap-policy.txt} is written. */
  public static FakeRbac of(String table) {
    FakeRbac fake = new FakeRbac();
    fake.add(table);
    return fake;
  }

  public static FakeRbac bootstrapped() {
    FakeRbac fake = new FakeRbac();
    fake.objects.addAll(BootstrapPolicy.objects());
    return fake;
  }

  public void add(String table) {
    objects.addAll(PolicyTable.read(table));
    version++;
  }

  public void remove(String kind, String name) {
    objects.removeIf(each -> each.kind().kind().equals(kind) && each.name().equals(name));
    version++;
  }

  @Override
  public long version() {
    return version;
  }

  private List<ApiObject> all(String kind, String namespace) {
    return objects.stream()
        .filter(each -> each.kind().kind().equals(kind) && each.namespace().equals(namespace))
        .toList();
  }

  @Override
  public Collection<ApiObject> clusterRoles() {
    return all("ClusterRole", "");
  }

  @Override
  public Collection<ApiObject> clusterRoleBindings() {
    return all("ClusterRoleBinding", "");
  }

  @Override
  public Collection<ApiObject> roles(String namespace) {
    return all("Role", namespace);
  }

  @Override
  public Collection<ApiObject> roleBindings(String namespace) {
    return all("RoleBinding", namespace);
  }
}
