package dev.keelson.controllers.podgc;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.DeleteOptions;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.client.Withdrawal;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.pod.PodCalls;
import dev.keelson.controllers.pod.PodConditions;
import dev.keelson.controllers.pod.PodIndexes;
import dev.keelson.controllers.pod.PodView;
import dev.keelson.controllers.pod.SlowStart;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One round after the other, on one thread. Reads by index: no round looks at all pods. */
final class PodSweep {
  private static final Logger LOG = LoggerFactory.getLogger(PodSweep.class);

  static final String TERMINATED = "podgc-terminated";

  private static final String YES = "yes";
  private static final String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";

  /** A node that is not known is looked for once more after this. */
  private static final Duration QUARANTINE = Duration.ofSeconds(40);

  /** Those that were evicted first, then the oldest. */
  private static final Comparator<PodView> FIRST_TO_GO =
      Comparator.comparing((PodView pod) -> !isEvicted(pod))
          .thenComparing(PodView::created)
          .thenComparing(PodView::name);

  private final ApiClient client;
  private final PodCalls calls;
  private final ControllerContext context;
  private final Informer pods;
  private final Informer nodes;
  private final int threshold;

  /** Nodes that pods are bound to and nobody knows, and since when, in nanoseconds. */
  private final Map<String, Long> missing = new HashMap<>();

  PodSweep(ControllerContext context, Informer pods, Informer nodes, int threshold) {
    this.context = context;
    this.client = context.client();
    this.calls = new PodCalls(client, context.events());
    this.pods = pods;
    this.nodes = nodes;
    this.threshold = threshold;
  }

  static List<String> terminatedKey(ApiObject pod) {
    String phase = pod.status().text("phase", "Pending");
    boolean isOver = !List.of("Pending", "Running", "Unknown").contains(phase);
    return isOver ? List.of(YES) : List.of();
  }

  void run() throws InterruptedException {
    if (threshold > 0) {
      terminated();
    }
    outOfService();
    orphaned();
    unscheduled();
  }

  private void terminated() throws InterruptedException {
    List<PodView> over = PodView.of(pods.store().byIndex(TERMINATED, YES));
    deleteAll(
        over.stream().sorted(FIRST_TO_GO).limit(Math.max(0, over.size() - threshold)).toList(),
        Optional.empty());
  }

  private void outOfService() throws InterruptedException {
    List<PodView> stuck =
        nodes.store().list().stream()
            .filter(PodSweep::isOutOfService)
            .flatMap(node -> PodIndexes.onNode(pods, node.name()).stream())
            .filter(PodView::isBeingDeleted)
            .sorted(FIRST_TO_GO)
            .toList();
    deleteAll(stuck, Optional.empty());
  }

  private static boolean isOutOfService(ApiObject node) {
    boolean isTainted =
        node.spec()
            .array("taints")
            .objects()
            .anyMatch(each -> each.text("key").equals(OUT_OF_SERVICE));
    return isTainted && !PodConditions.isTrue(node, PodConditions.READY);
  }

  private void orphaned() throws InterruptedException {
    Set<String> unknown = new HashSet<>(pods.store().indexKeys(PodIndexes.NODE));
    unknown.remove("");
    unknown.removeIf(name -> nodes.store().get(new ObjectName("", name)).isPresent());
    missing.keySet().retainAll(unknown);
    long now = context.timing().nanos();
    for (String node : unknown) {
      long since = missing.computeIfAbsent(node, _ -> now);
      if (now - since >= QUARANTINE.toNanos() && isGone(node)) {
        missing.remove(node);
        deleteAll(PodIndexes.onNode(pods, node), Optional.of("PodGC: node no longer exists"));
      }
    }
  }

  private boolean isGone(String node) {
    try {
      return client.resource("v1", "nodes").find(new ObjectName("", node)).isEmpty();
    } catch (ApiFailure | TransportFailure e) {
      Withdrawal.passOn(e);
      LOG.warn("cannot tell whether node {} is gone: {}", node, e.getMessage());
      return false;
    }
  }

  private void unscheduled() throws InterruptedException {
    deleteAll(
        PodIndexes.onNode(pods, "").stream().filter(PodView::isBeingDeleted).toList(),
        Optional.empty());
  }

  private static boolean isEvicted(PodView pod) {
    return pod.isFailed() && pod.status().text("reason").equals("Evicted");
  }

  private static void tell(RuntimeException e) {
    Withdrawal.passOn(e);
    LOG.warn("cannot delete a pod yet: {}", e.getMessage());
  }

  /**
   * @param disruption told in a condition, so that a Job may ignore it
   */
  private void deleteAll(List<PodView> all, Optional<String> disruption)
      throws InterruptedException {
    for (int from = 0; from < all.size(); from += SlowStart.BURST) {
      List<PodView> some = all.subList(from, Math.min(all.size(), from + SlowStart.BURST));
      SlowStart.Outcome outcome =
          SlowStart.together(some.size(), i -> delete(some.get(i), disruption));
      outcome.failure().ifPresent(PodSweep::tell);
    }
  }

  /** First it fails, so that whoever counts it sees that; then it goes at once. */
  private void delete(PodView pod, Optional<String> disruption) {
    try {
      if (!pod.isTerminal()) {
        calls.patchStatus(pod.objectName(), failed(pod, disruption));
      }
      client.resource("v1", "pods").delete(pod.objectName(), DeleteOptions.USUAL.withGrace(0));
      LOG.info("deleted pod {} by force", pod.objectName());
    } catch (ApiFailure e) {
      if (e.status().code() != 404) {
        throw e;
      }
    }
  }

  private JsonObject failed(PodView pod, Optional<String> disruption) {
    JsonObject.Builder status = JsonObject.builder().put("phase", "Failed");
    long generation = pod.object().generation();
    if (generation > 0) {
      status.put("observedGeneration", generation);
    }
    disruption.ifPresent(
        message -> {
          JsonObject condition =
              PodConditions.condition(
                  PodConditions.DISRUPTION_TARGET,
                  "True",
                  "DeletionByPodGC",
                  message,
                  context.timing().now());
          status.put("conditions", JsonArray.of(condition.with("observedGeneration", generation)));
        });
    return JsonObject.of(
        "metadata", JsonObject.builder().put("uid", pod.uid()).build(), "status", status.build());
  }
}
