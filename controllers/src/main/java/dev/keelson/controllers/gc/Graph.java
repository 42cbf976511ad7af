package dev.keelson.controllers.gc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who owns whom, by uid, as far as the monitors have told. An owner that nobody has told of yet is
 * a virtual node until it is observed or found to be absent. Thread-safe: one lock, held for no
 * call.
 */
final class Graph {
  private final Map<String, Node> nodes = new HashMap<>();
  private final AbsentOwners absent;
  private final GraphWork work;

  Graph(AbsentOwners absent, GraphWork work) {
    this.absent = absent;
    this.work = work;
  }

  /**
   * What is known of a node.
   *
   * @param dependents how many
   */
  record View(
      Identity identity,
      List<OwnerReference> owners,
      boolean isVirtual,
      boolean isBeingDeleted,
      boolean isDeletingDependents,
      int dependents) {}

  private static View view(Node node) {
    return new View(
        node.identity,
        node.owners,
        node.isVirtual,
        node.isBeingDeleted,
        node.isDeletingDependents,
        node.dependents().size());
  }

  synchronized Optional<View> find(String uid) {
    return Optional.ofNullable(nodes.get(uid)).map(Graph::view);
  }

  synchronized List<View> dependents(String uid) {
    Node node = nodes.get(uid);
    return node == null ? List.of() : node.dependents().stream().map(Graph::view).toList();
  }

  /** Those for which a foreground deletion of it waits. */
  synchronized List<View> blockingDependents(String uid) {
    Node node = nodes.get(uid);
    return node == null
        ? List.of()
        : node.dependents().stream()
            .filter(each -> each.isBlocking(node))
            .map(Graph::view)
            .toList();
  }

  synchronized int size() {
    return nodes.size();
  }

  /**
   * A monitor told of it.
   *
   * @param before what that monitor told of it last; empty: nothing
   */
  synchronized void observe(Optional<Seen> before, Seen now) {
    Node node = nodes.get(now.identity().uid());
    if (node == null) {
      node = new Node(now.identity(), now.owners());
      node.isBeingDeleted = now.isBeingDeleted();
      node.isDeletingDependents = now.isForeground();
      nodes.put(now.identity().uid(), node);
      addToOwners(node, now.owners());
    } else {
      markObserved(node, now.identity());
      changeOwners(node, now.owners());
      node.isBeingDeleted |= now.isBeingDeleted();
    }
    turn(before, now, node);
  }

  /** A monitor told that it is gone. */
  synchronized void forget(Seen last) {
    Node node = nodes.get(last.identity().uid());
    if (node != null) {
      markObserved(node, last.identity());
      remove(node, last.identity());
    }
  }

  /** The server was asked for that, and it is not there. */
  synchronized void forgetAbsent(Identity gone) {
    Node node = nodes.get(gone.uid());
    if (node == null) {
      return;
    }
    Parted dependents = Parted.of(node.dependents(), gone);
    if (node.isVirtual && !dependents.others.isEmpty()) {
      // Some know it by other coordinates: it may be there under those.
      deleteMatching(dependents, gone);
      if (node.identity.equals(gone)) {
        AlternateIdentity.of(dependents.others, gone).ifPresent(other -> rename(node, other));
      }
    } else if (!node.isVirtual && !node.identity.equals(gone)) {
      deleteMatching(dependents, gone);
    } else {
      remove(node, gone);
    }
  }

  private void rename(Node node, Identity other) {
    node.identity = other;
    work.toDeleteLater(other);
  }

  private void deleteMatching(Parted dependents, Identity gone) {
    if (!dependents.matching.isEmpty()) {
      absent.add(gone);
      dependents.matching.forEach(each -> work.toDelete(each.identity));
    }
  }

  private void markObserved(Node node, Identity observed) {
    if (!node.isVirtual) {
      return;
    }
    if (!node.identity.equals(observed)) {
      for (Node each : Parted.of(node.dependents(), observed).others) {
        if (observed.isNamespaced() && !each.identity.namespace().equals(observed.namespace())) {
          tellBadNamespace(each, observed.uid());
        }
        work.toDelete(each.identity);
      }
      node.identity = observed;
    }
    node.isVirtual = false;
  }

  private void tellBadNamespace(Node dependent, String owner) {
    dependent.owners.stream()
        .filter(each -> each.uid().equals(owner))
        .findFirst()
        .ifPresent(each -> work.badNamespace(dependent.identity, each));
  }

  private void changeOwners(Node node, List<OwnerReference> now) {
    if (node.owners.equals(now)) {
      return;
    }
    Map<String, OwnerReference> old = new HashMap<>();
    node.owners.forEach(each -> old.put(each.uid(), each));
    Set<String> kept = new HashSet<>();
    List<OwnerReference> added = new ArrayList<>();
    for (OwnerReference each : now) {
      OwnerReference before = old.get(each.uid());
      if (before == null) {
        added.add(each);
      } else if (kept.add(each.uid()) && before.isBlocking() && !each.isBlocking()) {
        recheck(each.uid());
      }
    }
    List<OwnerReference> removed =
        old.values().stream().filter(each -> !kept.contains(each.uid())).toList();
    removed.stream().filter(each -> each.isBlocking()).forEach(each -> recheck(each.uid()));
    node.owners = now;
    addToOwners(node, added);
    removeFromOwners(node, removed);
  }

  /** It may have waited for that dependent alone. */
  private void recheck(String owner) {
    Node node = nodes.get(owner);
    if (node != null) {
      work.toDelete(node.identity);
    }
  }

  private void addToOwners(Node node, List<OwnerReference> owners) {
    boolean isDoubtful = false;
    for (OwnerReference each : owners) {
      Node owner = nodes.get(each.uid());
      if (owner == null) {
        owner = Node.virtual(Identity.of(each, node.identity.namespace()));
        nodes.put(each.uid(), owner);
        owner.addDependent(node);
        work.toDelete(owner.identity);
        continue;
      }
      owner.addDependent(node);
      isDoubtful = isDoubtful || isDoubtful(node, each, owner);
    }
    if (isDoubtful) {
      work.toDelete(node.identity);
    }
  }

  private boolean isDoubtful(Node node, OwnerReference reference, Node owner) {
    boolean isSameNamespace = owner.identity.namespace().equals(node.identity.namespace());
    if (owner.identity.isNamespaced() && !isSameNamespace) {
      if (!owner.isVirtual) {
        tellBadNamespace(node, reference.uid());
      }
      return true;
    }
    return !reference.names(owner.identity)
        || (!owner.identity.isNamespaced() && !isSameNamespace && owner.isVirtual);
  }

  private void removeFromOwners(Node node, Collection<OwnerReference> owners) {
    for (OwnerReference each : owners) {
      Node owner = nodes.get(each.uid());
      if (owner != null) {
        owner.removeDependent(node);
      }
    }
  }

  private void remove(Node node, Identity gone) {
    nodes.remove(node.identity.uid());
    removeFromOwners(node, node.owners);
    if (!node.dependents().isEmpty()) {
      absent.add(gone);
      node.dependents().forEach(each -> work.toDelete(each.identity));
    }
    for (OwnerReference each : node.owners) {
      Node owner = nodes.get(each.uid());
      if (owner != null && owner.isDeletingDependents) {
        work.toDelete(owner.identity);
      }
    }
  }

  private void turn(Optional<Seen> before, Seen now, Node node) {
    if (now.isOrphaning() && before.filter(each -> each.isOrphaning()).isEmpty()) {
      work.toOrphan(node.identity);
    } else if (now.isForeground() && before.filter(each -> each.isForeground()).isEmpty()) {
      node.isDeletingDependents = true;
      node.dependents().forEach(each -> work.toDelete(each.identity));
      work.toDelete(node.identity);
    }
  }

  /** Dependents by whether they mean that owner; one with two references may be in both. */
  private record Parted(List<Node> matching, List<Node> others) {
    static Parted of(Collection<Node> dependents, Identity owner) {
      Parted parted = new Parted(new ArrayList<>(), new ArrayList<>());
      dependents.forEach(each -> parted.add(each, owner));
      return parted;
    }

    private void add(Node dependent, Identity owner) {
      if (owner.isNamespaced() && !owner.namespace().equals(dependent.identity.namespace())) {
        others.add(dependent);
        return;
      }
      List<OwnerReference> references =
          dependent.owners.stream().filter(each -> each.uid().equals(owner.uid())).toList();
      if (references.stream().anyMatch(each -> each.names(owner))) {
        matching.add(dependent);
      }
      if (references.stream().anyMatch(each -> !each.names(owner))) {
        others.add(dependent);
      }
    }
  }
}
