package dev.keelson.scheduler.watch;

import dev.keelson.apiserver.client.informer.InformerHandler;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.scheduler.cache.LiveCache;
import dev.keelson.scheduler.cycle.Decisions;
import dev.keelson.scheduler.framework.WaitingPods;
import dev.keelson.scheduler.plugin.ClusterChange;
import dev.keelson.scheduler.queue.QueueEvents;
import dev.keelson.scheduler.queue.SchedulingQueue;
import dev.keelson.scheduler.view.PodView;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Pods that come, are bound, change and go. Those that have ended count as gone. */
public final class PodWatch implements InformerHandler {
  private final LiveCache cache;
  private final SchedulingQueue queue;
  private final WaitingPods waiting;
  private final Decisions decisions;

  /** Scheduler names. */
  private final Set<String> profiles;

  public PodWatch(
      LiveCache cache,
      SchedulingQueue queue,
      WaitingPods waiting,
      Decisions decisions,
      Set<String> profiles) {
    this.cache = cache;
    this.queue = queue;
    this.waiting = waiting;
    this.decisions = decisions;
    this.profiles = Set.copyOf(profiles);
  }

  private boolean isOurs(PodView pod) {
    return profiles.contains(pod.schedulerName());
  }

  @Override
  public void added(ApiObject object) {
    PodView pod = PodView.of(object);
    if (pod.isFinished()) {
      return;
    }
    if (pod.isBound()) {
      bound(pod);
    } else if (isOurs(pod)) {
      queue.add(pod);
      if (pod.isGrouped()) {
        // It may be the one that others of its group have waited for.
        queue.moveAll(
            new ClusterChange.Pods(QueueEvents.POD_ADD, Optional.empty(), Optional.of(pod)));
      }
    }
  }

  @Override
  public void updated(ApiObject before, ApiObject now) {
    PodView pod = PodView.of(now);
    if (pod.isFinished()) {
      if (!isFinished(before)) {
        gone(pod);
      }
      return;
    }
    if (!before.spec().text("nodeName").isEmpty()) {
      PodView known = cache.pod(pod.uid()).orElseGet(() -> PodView.of(before));
      cache.updatePod(pod);
      PodChanges.of(known, pod).forEach(queue::moveAll);
    } else if (pod.isBound()) {
      bound(pod);
      if (isOurs(pod)) {
        queue.delete(pod);
      }
    } else if (isOurs(pod)) {
      waitingChanged(PodView.of(before), pod);
    }
  }

  private static boolean isFinished(ApiObject pod) {
    String phase = pod.status().text("phase");
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  private void bound(PodView pod) {
    cache.addPod(pod);
    decisions.remove(pod.name());
    queue.moveAll(
        new ClusterChange.Pods(QueueEvents.ASSIGNED_POD_ADD, Optional.empty(), Optional.of(pod)));
  }

  private void waitingChanged(PodView before, PodView now) {
    if (before.object().resourceVersion().equals(now.object().resourceVersion())) {
      return;
    }
    if (cache.isAssumed(now.uid())) {
      if (now.isTerminating() && !before.isTerminating()) {
        assumedIsGone(now);
      }
      return;
    }
    List<ClusterChange> changes = PodChanges.of(before, now);
    queue.update(before, now, changes);
    if (!before.nominatedNodeName().isEmpty()
        && !before.nominatedNodeName().equals(now.nominatedNodeName())) {
      roomIsFree(before);
    }
  }

  private void assumedIsGone(PodView pod) {
    Optional<PodView> assumed = cache.assumedPod(pod.uid());
    if (assumed.isEmpty()) {
      return;
    }
    if (!waiting.reject(pod.uid(), "", "removed")) {
      cache.forget(assumed.get());
    }
    queue.moveAll(deleted(assumed.get()));
  }

  /** What was kept for it on its nominated node is for those that are no more important. */
  private void roomIsFree(PodView pod) {
    queue.moveAll(deleted(pod), other -> other.priority() <= pod.priority());
  }

  private static ClusterChange deleted(PodView pod) {
    return new ClusterChange.Pods(
        QueueEvents.ASSIGNED_POD_DELETE, Optional.of(pod), Optional.empty());
  }

  @Override
  public void deleted(ApiObject last, boolean isFinalStateUnknown) {
    if (!isFinished(last)) {
      gone(PodView.of(last));
    } else {
      decisions.remove(last.objectName());
      if (cache.pod(last.uid()).isPresent()) {
        gone(PodView.of(last));
      }
    }
  }

  private void gone(PodView pod) {
    decisions.remove(pod.name());
    if (pod.isBound()) {
      cache.removePod(pod.uid());
      queue.moveAll(deleted(pod));
      return;
    }
    if (isOurs(pod)) {
      queue.delete(pod);
    }
    if (cache.isAssumed(pod.uid())) {
      assumedIsGone(pod);
    } else if (cache.pod(pod.uid()).isPresent()) {
      // Its last state that we saw was before it was bound.
      cache.removePod(pod.uid());
      queue.moveAll(deleted(pod));
    } else if (!pod.nominatedNodeName().isEmpty()) {
      roomIsFree(pod);
    }
  }
}
