package dev.keelson.controllers.gc;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** An object in the graph. Read and written under the graph's lock alone. */
final class Node {
  Identity identity;
  List<OwnerReference> owners;

  /** Only known from references to it. */
  boolean isVirtual;

  boolean isBeingDeleted;
  boolean isDeletingDependents;
  private Set<Node> dependents = Set.of();

  Node(Identity identity, List<OwnerReference> owners) {
    this.identity = identity;
    this.owners = owners;
  }

  static Node virtual(Identity identity) {
    Node node = new Node(identity, List.of());
    node.isVirtual = true;
    return node;
  }

  Set<Node> dependents() {
    return dependents;
  }

  /** Most have none, and pay for none. */
  void addDependent(Node node) {
    if (dependents.isEmpty()) {
      dependents = new LinkedHashSet<>(4);
    }
    dependents.add(node);
  }

  void removeDependent(Node node) {
    if (!dependents.isEmpty()) {
      dependents.remove(node);
    }
  }

  boolean isBlocking(Node owner) {
    return owners.stream()
        .anyMatch(each -> each.isBlocking() && each.uid().equals(owner.identity.uid()));
  }
}
