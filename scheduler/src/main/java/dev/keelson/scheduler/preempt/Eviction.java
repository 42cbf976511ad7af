package dev.keelson.scheduler.preempt;

import dev.keelson.apiserver.client.PatchType;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.client.WriteOptions;
import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonWriter;
import dev.keelson.scheduler.plugin.PluginContext;
import dev.keelson.scheduler.view.PodView;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends victims away, beside the scheduling cycle: marks each as disrupted and deletes it. The pod
 * for which they go stays out of the queue until the last of them is on its way, so that the event
 * of its deletion finds the pod waiting.
 */
final class Eviction {
  private static final Logger LOG = LoggerFactory.getLogger(Eviction.class);
  static final String CONDITION = "DisruptionTarget";
  static final String REASON = "PreemptionByScheduler";
  private static final int NOT_FOUND = 404;

  private final PluginContext context;
  private final ResourceClient pods;
  private final Known known;
  private final Executor executor;

  /** Uids of pods for which others are being sent away. Guarded by this. */
  private final Set<String> running = new HashSet<>();

  /** The last victim of each, once it is its turn. Guarded by this. */
  private final Map<String, ObjectName> last = new HashMap<>();

  /**
   * @param executor runs one task a preemption; may run it at once
   */
  Eviction(PluginContext context, Known known, Executor executor) {
    this.context = context;
    this.pods = context.client().resource("v1", "pods");
    this.known = known;
    this.executor = executor;
  }

  /** Whether a pod must still wait for its victims to be told. Any thread. */
  synchronized boolean isRunningFor(String podUid) {
    if (!running.contains(podUid)) {
      return false;
    }
    ObjectName victim = last.get(podUid);
    return victim == null
        || known.pods().apply(victim).filter(each -> !each.isBeingDeleted()).isPresent();
  }

  /**
   * Returns at once.
   *
   * @param victims those that go already are let be
   * @param nominated pods of lower priority that were meant for the node
   */
  void start(PodView pod, String node, List<PodView> victims, List<PodView> nominated) {
    List<PodView> staying = victims.stream().filter(each -> !each.isTerminating()).toList();
    if (staying.isEmpty()) {
      return;
    }
    synchronized (this) {
      running.add(pod.uid());
    }
    executor.execute(() -> run(pod, node, staying, nominated));
  }

  private void run(PodView pod, String node, List<PodView> victims, List<PodView> nominated) {
    boolean isDone = false;
    try {
      isDone = clearNominations(nominated);
      for (PodView victim : victims.subList(0, victims.size() - 1)) {
        evict(pod, node, victim);
      }
      PodView end = victims.getLast();
      synchronized (this) {
        last.put(pod.uid(), end.name());
      }
      evict(pod, node, end);
    } catch (ApiFailure | TransportFailure e) {
      isDone = false;
      LOG.warn("preemption for pod {} on node {}: {}", pod, node, e.getMessage());
    } finally {
      synchronized (this) {
        running.remove(pod.uid());
        last.remove(pod.uid());
      }
      if (!isDone) {
        context.activate(List.of(pod.name()));
      }
    }
  }

  private boolean clearNominations(List<PodView> nominated) {
    boolean isDone = true;
    for (PodView each : nominated) {
      try {
        patchStatus(each, JsonObject.of("nominatedNodeName", JsonNull.NULL));
      } catch (ApiFailure | TransportFailure e) {
        isDone = isNotFound(e) && isDone;
        LOG.warn("clearing the nominated node of pod {}: {}", each, e.getMessage());
      }
    }
    return isDone;
  }

  private void evict(PodView pod, String node, PodView victim) {
    String message = "Preempted by pod " + pod.uid() + " on node " + node;
    if (context.rejectWaiting(victim.uid(), DefaultPreemption.NAME, "preempted")) {
      message += " (in kube-scheduler memory).";
    } else {
      try {
        mark(pod, victim);
        pods.delete(victim.name());
      } catch (ApiFailure e) {
        if (isNotFound(e)) {
          return;
        }
        throw e;
      }
    }
    context.event(EventNote.normal(victim.object(), "Preempted", message).during("Preempting"));
  }

  private static boolean isNotFound(RuntimeException e) {
    return e instanceof ApiFailure failure && failure.status().code() == NOT_FOUND;
  }

  /** Says on the pod why it goes, unless it already does. */
  private void mark(PodView pod, PodView victim) {
    String message = pod.schedulerName() + ": preempting to accommodate a higher priority pod";
    boolean isMarked =
        victim
            .status()
            .array("conditions")
            .objects()
            .anyMatch(
                each ->
                    each.text("type").equals(CONDITION)
                        && each.text("status").equals("True")
                        && each.text("reason").equals(REASON)
                        && each.text("message").equals(message));
    if (isMarked) {
      return;
    }
    JsonObject.Builder condition =
        JsonObject.builder()
            .put("type", CONDITION)
            .put("status", "True")
            .put("reason", REASON)
            .put("message", message)
            .put(
                "lastTransitionTime",
                context.timing().now().truncatedTo(ChronoUnit.SECONDS).toString());
    if (victim.object().generation() > 0) {
      condition.put("observedGeneration", victim.object().generation());
    }
    patchStatus(victim, JsonObject.of("conditions", JsonArray.of(condition.build())));
  }

  private ApiObject patchStatus(PodView pod, JsonObject status) {
    return pods.subresource("status")
        .patch(
            pod.name(),
            PatchType.STRATEGIC_MERGE,
            JsonWriter.bytes(JsonObject.of("status", status)),
            WriteOptions.USUAL);
  }

  /** Those of a lower priority. */
  static List<PodView> below(int priority, List<PodView> pods) {
    List<PodView> lower = new ArrayList<>();
    for (PodView each : pods) {
      if (each.priority() < priority) {
        lower.add(each);
      }
    }
    return lower;
  }
}
