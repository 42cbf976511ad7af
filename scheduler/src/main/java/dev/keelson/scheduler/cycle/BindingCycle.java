package dev.keelson.scheduler.cycle;

import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.extend.Extender;
import dev.keelson.scheduler.framework.Judged;
import dev.keelson.scheduler.framework.Profile;
import dev.keelson.scheduler.framework.WaitingPods;
import dev.keelson.scheduler.plugin.ClusterChange;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugin.PluginFailure;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.queue.PodEntry;
import dev.keelson.scheduler.queue.QueueEvents;
import dev.keelson.scheduler.view.PodView;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a pod whose node is chosen, and assumed, to the API server. Any thread, one a pod. */
final class BindingCycle {
  private static final Logger LOG = LoggerFactory.getLogger(BindingCycle.class);

  private final Surroundings around;
  private final List<Extender> extenders;
  private final WaitingPods waiting;
  private final FailureReport failures;

  /**
   * One pod's way.
   *
   * @param pod with its node
   * @param start nanos at which the attempt began
   */
  record Way(
      Profile profile, CycleState state, PodEntry entry, PodView pod, NodeInfo node, long start) {
    String nodeName() {
      return node.name();
    }
  }

  BindingCycle(
      Surroundings around, List<Extender> extenders, WaitingPods waiting, FailureReport failures) {
    this.around = around;
    this.extenders = extenders;
    this.waiting = waiting;
    this.failures = failures;
  }

  /** Returns at once. */
  void start(Way way) {
    around.later().start(() -> run(way));
  }

  private void run(Way way) throws InterruptedException {
    Optional<Failure> failure;
    try {
      failure = bind(way);
    } catch (RuntimeException e) {
      LOG.error("{}: binding stumbled", way.pod(), e);
      failure = Optional.of(Failure.error(String.valueOf(e.getMessage())));
    }
    if (failure.isPresent() && !around.later().isClosed()) {
      undo(way, failure.get());
    }
  }

  private Optional<Failure> bind(Way way) throws InterruptedException {
    PodView pod = way.pod();
    Judged ahead = way.profile().binding().preFlight(way.state(), pod, way.nodeName());
    boolean isSlow = ahead.isSuccess() || way.profile().binding().willWait(pod);
    if (!isSlow && !(ahead.verdict() instanceof Verdict.Skip)) {
      return Optional.of(Failure.late(ahead));
    }
    if (isSlow) {
      announce(way);
    }
    Judged permitted = way.profile().binding().awaitPermit(pod);
    if (!permitted.isSuccess()) {
      return Optional.of(Failure.after(permitted, way.node()));
    }
    // From here on no event can make a difference.
    around.queue().done(pod.uid());
    if (ahead.isSuccess()) {
      Judged prepared = preBind(way);
      if (!prepared.isSuccess()) {
        return Optional.of(Failure.late(prepared));
      }
    }
    Judged[] bound = {Judged.failed("the scheduler stops")};
    around.later().turn(() -> bound[0] = write(way));
    if (!bound[0].isSuccess()) {
      return Optional.of(Failure.late(bound[0]));
    }
    bound(way);
    return Optional.empty();
  }

  private void announce(Way way) throws InterruptedException {
    Optional<PodStatusPatch> patch = PodStatusPatch.nominated(way.entry().pod(), way.nodeName());
    if (patch.isPresent()) {
      around.later().turn(() -> patch.get().send(around.client()));
    }
  }

  private Judged preBind(Way way) throws InterruptedException {
    WaitingPods.PreBinding guard = waiting.beginPreBind(way.pod());
    try {
      Judged result = way.profile().binding().preBind(way.state(), way.pod(), way.nodeName());
      Optional<String> stopped = guard.end();
      return stopped.isPresent() ? Judged.failed(stopped.get()) : result;
    } catch (InterruptedException e) {
      Optional<String> stopped = guard.end();
      if (stopped.isPresent()) {
        return Judged.failed(stopped.get());
      }
      throw e;
    } finally {
      waiting.endPreBind(way.pod());
    }
  }

  private Judged write(Way way) {
    for (Extender each : extenders) {
      if (!each.binds() || !each.isInterestedIn(way.pod())) {
        continue;
      }
      try {
        each.bind(way.pod(), way.nodeName());
        return Judged.SUCCESS;
      } catch (PluginFailure e) {
        if (!each.isIgnorable()) {
          return Judged.failed(e.getMessage());
        }
        LOG.info("extender {} is left out in binding: {}", each.name(), e.getMessage());
      }
    }
    return way.profile().binding().bind(way.state(), way.pod(), way.nodeName());
  }

  private void bound(Way way) {
    PodView pod = way.pod();
    long now = around.timing().nanos();
    around
        .events()
        .accept(
            way.profile().name(),
            EventNote.normal(
                    pod.object(),
                    "Scheduled",
                    "Successfully assigned " + pod.name() + " to " + way.nodeName())
                .during("Binding"));
    around.metrics().attempted("scheduled", way.profile().name(), now - way.start());
    PodEntry entry = way.entry();
    around.metrics().bound(entry.attempts(), now - entry.firstNanos(), entry.isFlushed());
    around.decisions().remove(pod.name());
    way.profile().binding().postBind(way.state(), pod, way.nodeName());
  }

  private void undo(Way way, Failure failure) {
    PodView pod = way.pod();
    way.profile().binding().unreserve(way.state(), pod, way.nodeName());
    boolean wasAssumed = around.cache().forget(pod);
    ClusterChange gone =
        new ClusterChange.Pods(QueueEvents.ASSIGNED_POD_DELETE, Optional.of(pod), Optional.empty());
    if (wasAssumed && !failure.isRejected()) {
      around.queue().moveAll(gone);
    }
    failures.report(way.profile(), way.entry(), failure, way.start());
    if (wasAssumed && failure.isRejected()) {
      // After it went back, lest its own going should bring it back at once.
      around.queue().moveAll(gone, other -> !other.uid().equals(pod.uid()));
    }
  }
}
