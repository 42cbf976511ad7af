package dev.keelson.controllers.cloud.service;

import dev.keelson.apiserver.client.PatchType;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.WriteOptions;
import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.informer.Store;
import dev.keelson.apiserver.client.queue.Reconciler;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonWriter;
import dev.keelson.controllers.cloud.CloudFailure;
import dev.keelson.controllers.cloud.Ingress;
import dev.keelson.controllers.cloud.LoadBalancers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a Service's load balancer to what the Service and the nodes are. */
final class BalancerReconciler implements Reconciler<ObjectName> {
  private static final Logger LOG = LoggerFactory.getLogger(BalancerReconciler.class);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(5);
  private static final Duration LAST_RETRY = Duration.ofSeconds(300);

  private final LoadBalancers balancers;
  private final ResourceClient calls;
  private final Store services;
  private final Store nodes;
  private final Consumer<EventNote> events;

  /** As they were when their balancers were asked for. */
  private final Map<ObjectName, ApiObject> balanced = new ConcurrentHashMap<>();

  /** Nodes that a balancer was told of last. */
  private final Map<ObjectName, Map<String, String>> told = new ConcurrentHashMap<>();

  private final Map<ObjectName, Integer> failures = new ConcurrentHashMap<>();

  BalancerReconciler(
      LoadBalancers balancers,
      ResourceClient calls,
      Store services,
      Store nodes,
      Consumer<EventNote> events) {
    this.balancers = balancers;
    this.calls = calls;
    this.services = services;
    this.nodes = nodes;
    this.events = events;
  }

  @Override
  public Result reconcile(ObjectName name) {
    try {
      Optional<ApiObject> service = services.get(name);
      Optional<ApiObject> before = Optional.ofNullable(balanced.get(name));
      boolean isAnother =
          before.isPresent()
              && service.filter(now -> now.uid().equals(before.get().uid())).isEmpty();
      if (isAnother) {
        // Only without a finalizer: somebody took it away.
        deleteOrphan(before.get());
      }
      service.ifPresent(this::reconcile);
      failures.remove(name);
      return Result.done();
    } catch (CloudFailure e) {
      LOG.warn("error processing service {}: {}", name, e.why());
      return Result.after(e.retryAfter().orElseGet(() -> backoff(name)));
    }
  }

  private Duration backoff(ObjectName name) {
    int before = failures.merge(name, 1, Integer::sum) - 1;
    Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(before, 10));
    return wait.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : wait;
  }

  private void deleteOrphan(ApiObject service) {
    events.accept(EventNote.normal(service, "DeletingLoadBalancer", "Deleting load balancer"));
    try {
      balancers.delete(service);
    } catch (CloudFailure e) {
      events.accept(
          EventNote.warning(
              service, "DeleteLoadBalancerFailed", "Error deleting load balancer: " + e.why()));
      throw e;
    }
    events.accept(EventNote.normal(service, "DeletedLoadBalancer", "Deleted load balancer"));
    forget(service);
  }

  private void forget(ApiObject service) {
    balanced.remove(service.objectName());
    told.remove(service.objectName());
  }

  private void reconcile(ApiObject service) {
    try {
      if (!BalancedService.isWanted(service) || BalancedService.needsCleanup(service)) {
        remove(service);
        forget(service);
      } else {
        balanced.put(service.objectName(), service);
        ensure(service);
      }
    } catch (CloudFailure e) {
      events.accept(
          EventNote.warning(
              service, "SyncLoadBalancerFailed", "Error syncing load balancer: " + e.why()));
      throw e;
    }
  }

  private void remove(ApiObject service) {
    if (balancers.find(service).isPresent()) {
      events.accept(EventNote.normal(service, "DeletingLoadBalancer", "Deleting load balancer"));
      try {
        balancers.delete(service);
      } catch (CloudFailure e) {
        throw CloudFailure.of("failed to delete load balancer: " + e.why(), e);
      }
    }
    List<String> others = new ArrayList<>(service.finalizers());
    boolean hadOurs = others.remove(BalancedService.FINALIZER);
    if (hadOurs) {
      patchFinalizers(service, others);
    }
    events.accept(EventNote.normal(service, "DeletedLoadBalancer", "Deleted load balancer"));
    say(service, List.of());
  }

  private void ensure(ApiObject service) {
    events.accept(EventNote.normal(service, "EnsuringLoadBalancer", "Ensuring load balancer"));
    if (!service.finalizers().contains(BalancedService.FINALIZER)) {
      List<String> all = new ArrayList<>(service.finalizers());
      all.add(BalancedService.FINALIZER);
      patchFinalizers(service, all);
    }
    List<ApiObject> hosts = BalancedNodes.of(nodes.list());
    if (hosts.isEmpty()) {
      events.accept(noHosts(service));
    }
    told.put(service.objectName(), BalancedNodes.identity(hosts));
    List<Ingress> ingress;
    try {
      ingress = balancers.ensure(service, hosts);
    } catch (CloudFailure e) {
      String why = "failed to ensure load balancer: " + e.why();
      throw e.retryAfter()
          .map(after -> CloudFailure.busy(why, after))
          .orElseGet(() -> CloudFailure.of(why, e));
    }
    events.accept(EventNote.normal(service, "EnsuredLoadBalancer", "Ensured load balancer"));
    say(service, ingress);
  }

  private static EventNote noHosts(ApiObject service) {
    return EventNote.warning(
        service, "UnAvailableLoadBalancer", "There are no available nodes for LoadBalancer");
  }

  /** Only if nobody else wrote it since: the list is replaced as a whole. */
  private void patchFinalizers(ApiObject service, List<String> finalizers) {
    JsonObject patch =
        JsonObject.EMPTY
            .withAt(JsonString.of(service.uid()), "metadata", "uid")
            .withAt(JsonArray.ofText(finalizers), "metadata", "finalizers")
            .withAt(JsonString.of(service.resourceVersion()), "metadata", "resourceVersion");
    tolerant(() -> calls.patch(service.objectName(), PatchType.MERGE, JsonWriter.bytes(patch)));
  }

  private void say(ApiObject service, List<Ingress> ingress) {
    JsonArray wanted = Ingress.array(ingress);
    JsonArray known = service.status().object("loadBalancer").array("ingress");
    if (known.equals(wanted)) {
      return;
    }
    JsonObject patch =
        JsonObject.EMPTY.withAt(
            wanted.isEmpty() ? JsonNull.NULL : wanted, "status", "loadBalancer", "ingress");
    tolerant(
        () ->
            calls
                .subresource("status")
                .patch(
                    service.objectName(),
                    PatchType.MERGE,
                    JsonWriter.bytes(patch),
                    WriteOptions.USUAL));
  }

  /** A Service may be gone as soon as its finalizer is. */
  private static void tolerant(Runnable call) {
    try {
      call.run();
    } catch (ApiFailure e) {
      if (e.status().code() != 404) {
        throw e;
      }
    }
  }

  /**
   * Tells each balancer of the nodes that there are now, if they are others than before.
   *
   * @return Services of which that failed, to be looked at as a whole
   */
  List<ObjectName> updateHosts() {
    List<ApiObject> hosts = BalancedNodes.of(nodes.list());
    Map<String, String> identity = BalancedNodes.identity(hosts);
    List<ObjectName> failed = new ArrayList<>();
    for (ApiObject service : balanced.values()) {
      Map<String, String> before = told.put(service.objectName(), identity);
      if (!identity.equals(before) && !update(service, hosts)) {
        failed.add(service.objectName());
      }
    }
    return failed;
  }

  private boolean update(ApiObject service, List<ApiObject> hosts) {
    try {
      balancers.update(service, hosts);
      events.accept(
          hosts.isEmpty()
              ? noHosts(service)
              : EventNote.normal(
                  service, "UpdatedLoadBalancer", "Updated load balancer with new hosts"));
      return true;
    } catch (CloudFailure e) {
      if (balancers.find(service).isEmpty()) {
        return true;
      }
      events.accept(
          EventNote.warning(
              service,
              "UpdateLoadBalancerFailed",
              ("Error updating load balancer with new hosts %s [node names limited, total number"
                      + " of nodes: %d], error: %s")
                  .formatted(BalancedNodes.names(hosts), hosts.size(), e.why())));
      return false;
    }
  }
}
