package dev.keelson.apiserver.server.auth.rbac;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.server.auth.Caller;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The bindings of one namespace, or of the cluster, by whom they are for. Immutable once made. */
final class Bindings {
  private final Map<String, List<Grant>> byUser = new HashMap<>();
  private final Map<String, List<Grant>> byGroup = new HashMap<>();

  /** {@code namespace} is "" for the cluster's. */
  Bindings(String namespace, Collection<ApiObject> bindings) {
    for (ApiObject binding : bindings) {
      RoleRef role = RoleRef.of(binding);
      Set<Subject> seen = new HashSet<>();
      binding
          .tree()
          .array("subjects")
          .objects()
          .map(Subject::of)
          .filter(seen::add)
          .forEach(subject -> add(Grant.of(namespace, binding.name(), role, subject)));
    }
  }

  private void add(Grant grant) {
    Subject subject = grant.subject();
    if (subject.isGroup()) {
      byGroup.computeIfAbsent(subject.name(), _ -> new ArrayList<>()).add(grant);
      return;
    }
    String user = subject.userName(grant.namespace());
    if (!user.isEmpty()) {
      byUser.computeIfAbsent(user, _ -> new ArrayList<>()).add(grant);
    }
  }

  /**
   * Each grant of the caller, his own before those of his groups, until {@code visitor} says false.
   * A binding that names him twice is visited twice.
   *
   * @return whether all were visited
   */
  boolean visit(Caller caller, Predicate<Grant> visitor) {
    if (!visit(byUser.get(caller.name()), visitor)) {
      return false;
    }
    for (String group : caller.groups()) {
      if (!visit(byGroup.get(group), visitor)) {
        return false;
      }
    }
    return true;
  }

  private static boolean visit(@Nullable List<Grant> grants, Predicate<Grant> visitor) {
    if (grants != null) {
      for (Grant grant : grants) {
        if (!visitor.test(grant)) {
          return false;
        }
      }
    }
    return true;
  }
}
