package dev.keelson.apiserver.server.auth.rbac;

import dev.keelson.apiserver.model.ApiObject;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The roles of one namespace, or of the cluster, by name. Rules are read from an object when they
 * are first asked for; objects that stand in the next snapshot as well are not read again.
 */
final class Roles {
  private record Compiled(ApiObject source, List<PolicyRule> rules) {}

  private final Map<String, ApiObject> objects;
  private final Map<String, Compiled> compiled = new ConcurrentHashMap<>();

  Roles(Collection<ApiObject> roles, Optional<Roles> before) {
    objects = HashMap.newHashMap(roles.size());
    roles.forEach(role -> objects.put(role.name(), role));
    before.ifPresent(
        old ->
            old.compiled.forEach(
                (name, each) -> {
                  ApiObject now = objects.get(name);
                  if (now != null && isSame(now, each.source())) {
                    compiled.put(name, each);
                  }
                }));
  }

  private static boolean isSame(ApiObject now, ApiObject before) {
    return now.tree() == before.tree()
        || !now.resourceVersion().isEmpty()
            && now.resourceVersion().equals(before.resourceVersion())
            && now.uid().equals(before.uid());
  }

  /** Empty where there is no such role. */
  Optional<List<PolicyRule>> rules(String name) {
    Compiled known = compiled.get(name);
    if (known != null) {
      return Optional.of(known.rules());
    }
    ApiObject role = objects.get(name);
    if (role == null) {
      return Optional.empty();
    }
    List<PolicyRule> rules = PolicyRule.of(role);
    compiled.put(name, new Compiled(role, rules));
    return Optional.of(rules);
  }
}
