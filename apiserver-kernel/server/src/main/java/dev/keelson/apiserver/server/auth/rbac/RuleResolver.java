package dev.keelson.apiserver.server.auth.rbac;

import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.server.auth.Caller;
import dev.keelson.apiserver.server.auth.GoText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the rules that apply to a caller. Thread-safe: a snapshot of indexes is shared by all and
 * replaced as a whole when the objects' version has moved on.
 */
public final class RuleResolver {
  /**
   * @param errors of bindings whose roles do not exist; the rules are good nevertheless
   */
  public record Resolved(List<PolicyRule> rules, List<String> errors) {
    public Resolved {
      rules = List.copyOf(rules);
      errors = List.copyOf(errors);
    }
  }

  /** Told of each grant with its rules. */
  interface Visitor {
    /** False ends the visit. */
    boolean visit(Grant grant, List<PolicyRule> rules);

    void unresolved(String error);
  }

  private final RbacObjects objects;
  private volatile Snapshot snapshot;

  public RuleResolver(RbacObjects objects) {
    this.objects = objects;
    this.snapshot = new Snapshot(objects, objects.version(), Optional.empty());
  }

  /** Two threads may both make the next one; either is good. */
  private Snapshot current() {
    Snapshot last = snapshot;
    long version = objects.version();
    if (last.version() == version) {
      return last;
    }
    Snapshot next = new Snapshot(objects, version, Optional.of(last));
    snapshot = next;
    return next;
  }

  /** {@code namespace} may be "": then the cluster's bindings alone. */
  void visit(Caller caller, String namespace, Visitor visitor) {
    Snapshot now = current();
    boolean isGoingOn = now.clusterBindings().visit(caller, grant -> visit(now, grant, visitor));
    if (isGoingOn && !namespace.isEmpty()) {
      now.bindings(namespace).visit(caller, grant -> visit(now, grant, visitor));
    }
  }

  private static boolean visit(Snapshot now, Grant grant, Visitor visitor) {
    Optional<List<PolicyRule>> rules = now.rules(grant.role(), grant.namespace());
    if (rules.isEmpty()) {
      visitor.unresolved(missing(grant.role()));
      return true;
    }
    return visitor.visit(grant, rules.get());
  }

  private static String missing(RoleRef ref) {
    return switch (ref.kind()) {
      case "ClusterRole" ->
          "clusterrole.rbac.authorization.k8s.io " + GoText.quoted(ref.name()) + " not found";
      case "Role" -> "role.rbac.authorization.k8s.io " + GoText.quoted(ref.name()) + " not found";
      default -> "unsupported role reference kind: " + GoText.quoted(ref.kind());
    };
  }

  /**
   * All rules of a caller, each binding's once: the cluster's and those of {@code namespace} unless
   * it is "".
   */
  public Resolved rules(Caller caller, String namespace) {
    List<PolicyRule> rules = new ArrayList<>();
    List<String> errors = new ArrayList<>();
    Set<ObjectName> seen = new HashSet<>();
    visit(
        caller,
        namespace,
        new Visitor() {
          @Override
          public boolean visit(Grant grant, List<PolicyRule> each) {
            if (seen.add(new ObjectName(grant.namespace(), grant.binding()))) {
              rules.addAll(each);
            }
            return true;
          }

          @Override
          public void unresolved(String error) {
            errors.add(error);
          }
        });
    return new Resolved(rules, errors);
  }

  /** Of the role that a binding in {@code namespace} ("" for a cluster's) refers to. */
  Optional<List<PolicyRule>> rules(RoleRef ref, String namespace) {
    return current().rules(ref, namespace);
  }
}
