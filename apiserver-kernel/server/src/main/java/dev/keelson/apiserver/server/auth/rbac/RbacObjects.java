package dev.keelson.apiserver.server.auth.rbac;

import dev.keelson.apiserver.model.ApiObject;
import java.util.Collection;

/** The roles and bindings there are, from watch caches. Thread-safe; never blocks. */
public interface RbacObjects {
  /**
   * Another number after every change of any role or binding; the same one as long as nothing has
   * changed. Read before the objects: those may be newer than it, never older. It may change
   * oftener than the objects do, at the price of indexes built anew.
   */
  long version();

  Collection<ApiObject> clusterRoles();

  Collection<ApiObject> clusterRoleBindings();

  /** Those of one namespace. */
  Collection<ApiObject> roles(String namespace);

  Collection<ApiObject> roleBindings(String namespace);
}
