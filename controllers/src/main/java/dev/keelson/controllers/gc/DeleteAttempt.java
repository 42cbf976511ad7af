package dev.keelson.controllers.gc;

import dev.keelson.apiserver.client.queue.Reconciler;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.controllers.discovery.ServedResource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at one object as it is now: whether it is there at all, whether any of its owners is, and
 * deletes it if none is. What the graph says starts this; what the server says decides it.
 */
final class DeleteAttempt implements Reconciler<Identity> {
  private static final Logger LOG = LoggerFactory.getLogger(DeleteAttempt.class);

  private final Graph graph;
  private final LiveObjects live;
  private final AbsentOwners absent;
  private final GraphWork work;

  DeleteAttempt(Graph graph, LiveObjects live, AbsentOwners absent, GraphWork work) {
    this.graph = graph;
    this.live = live;
    this.absent = absent;
    this.work = work;
  }

  /** An object's owners by what has become of them. */
  private record Owners(Set<String> solid, Set<String> dangling, Set<String> waiting) {}

  @Override
  public Result reconcile(Identity item) {
    Optional<Graph.View> known =
        graph.find(item.uid()).filter(each -> each.identity().equals(item));
    if (known.isEmpty()) {
      // Gone, or observed under other coordinates; whatever is to be done is queued as that.
      return Result.done();
    }
    try {
      return attempt(known.get());
    } catch (LiveObjects.NoNamespace e) {
      LOG.debug("{}: {}", item, e.getMessage());
      return Result.done();
    } catch (LiveObjects.UnknownKind e) {
      // A kind that discovery may still bring.
      LOG.debug("{}: {}", item, e.getMessage());
      return Result.again();
    }
  }

  private Result attempt(Graph.View node) throws LiveObjects.UnknownKind, LiveObjects.NoNamespace {
    Identity item = node.identity();
    if (node.isBeingDeleted() && !node.isDeletingDependents()) {
      return settled(node);
    }
    Optional<ApiObject> latest = live.find(item).filter(each -> each.uid().equals(item.uid()));
    if (latest.isEmpty()) {
      graph.forgetAbsent(item);
      return Result.done();
    }
    if (node.isDeletingDependents()) {
      deleteBlocking(item);
      return settled(node);
    }
    List<OwnerReference> owners = OwnerReference.of(latest.get());
    if (owners.isEmpty()) {
      return settled(node);
    }
    return collect(node, latest.get(), classify(item, owners));
  }

  /** A virtual one is looked at until a monitor tells of it, or the server that it is gone. */
  private static Result settled(Graph.View node) {
    return node.isVirtual() ? Result.again() : Result.done();
  }

  private Result collect(Graph.View node, ApiObject latest, Owners owners)
      throws LiveObjects.UnknownKind {
    Identity item = node.identity();
    if (!owners.solid().isEmpty()) {
      Set<String> useless = new HashSet<>(owners.dangling());
      useless.addAll(owners.waiting());
      if (!useless.isEmpty()) {
        live.removeOwners(item, useless);
      }
      return settled(node);
    }
    if (!owners.waiting().isEmpty() && node.dependents() > 0) {
      boolean mayBeCycle =
          graph.dependents(item.uid()).stream().anyMatch(each -> each.isDeletingDependents());
      if (mayBeCycle) {
        live.unblockOwners(item, node.owners());
      }
      return delete(node, latest, "Foreground");
    }
    return delete(node, latest, propagation(latest));
  }

  /** As its finalizers say already, if they do. */
  private static String propagation(ApiObject latest) {
    if (latest.finalizers().contains(Seen.ORPHAN)) {
      return "Orphan";
    }
    return latest.finalizers().contains(Seen.FOREGROUND) ? "Foreground" : "Background";
  }

  private Result delete(Graph.View node, ApiObject latest, String propagation)
      throws LiveObjects.UnknownKind {
    LOG.debug("deletes {}: {}", node.identity(), propagation);
    if (!live.delete(node.identity(), latest, propagation)) {
      graph.forgetAbsent(node.identity());
      return Result.done();
    }
    return settled(node);
  }

  private void deleteBlocking(Identity item)
      throws LiveObjects.UnknownKind, LiveObjects.NoNamespace {
    List<Graph.View> blocking = graph.blockingDependents(item.uid());
    if (blocking.isEmpty()) {
      live.removeFinalizer(item, Seen.FOREGROUND);
      return;
    }
    blocking.stream()
        .filter(each -> !each.isDeletingDependents())
        .forEach(each -> work.toDelete(each.identity()));
  }

  private Owners classify(Identity item, List<OwnerReference> references)
      throws LiveObjects.UnknownKind, LiveObjects.NoNamespace {
    List<String> solid = new ArrayList<>();
    List<String> dangling = new ArrayList<>();
    List<String> waiting = new ArrayList<>();
    for (OwnerReference each : references) {
      Optional<ApiObject> owner = owner(item, each);
      if (owner.isEmpty()) {
        dangling.add(each.uid());
      } else if (owner.get().isBeingDeleted()
          && owner.get().finalizers().contains(Seen.FOREGROUND)) {
        waiting.add(each.uid());
      } else {
        solid.add(each.uid());
      }
    }
    return new Owners(Set.copyOf(solid), Set.copyOf(dangling), Set.copyOf(waiting));
  }

  /** Empty: there is none of that uid. */
  private Optional<ApiObject> owner(Identity item, OwnerReference reference)
      throws LiveObjects.UnknownKind, LiveObjects.NoNamespace {
    Identity ofCluster = Identity.of(reference, "");
    Identity inNamespace = Identity.of(reference, item.namespace());
    if (absent.has(ofCluster) || absent.has(inNamespace)) {
      return Optional.empty();
    }
    ServedResource kind = live.resource(inNamespace.groupVersionKind());
    if (kind.isNamespaced() && !item.isNamespaced()) {
      throw new LiveObjects.NoNamespace();
    }
    Optional<ApiObject> owner =
        live.find(inNamespace).filter(each -> each.uid().equals(reference.uid()));
    if (owner.isEmpty()) {
      absent.add(kind.isNamespaced() ? inNamespace : ofCluster);
    }
    return owner;
  }
}
