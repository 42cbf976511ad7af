package dev.keelson.scheduler.framework;

import dev.keelson.scheduler.config.ExtensionPoint;
import dev.keelson.scheduler.plugin.BindPlugin;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugin.PermitPlugin;
import dev.keelson.scheduler.plugin.PostBindPlugin;
import dev.keelson.scheduler.plugin.PreBindPlugin;
import dev.keelson.scheduler.plugin.ReservePlugin;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.view.PodView;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** From Reserve on: a profile's plugins for a pod whose node is chosen. */
public final class BindingPoints {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

  private final List<ReservePlugin> reserves;
  private final List<PermitPlugin> permits;
  private final List<PreBindPlugin> preBinds;
  private final List<BindPlugin> binds;
  private final List<PostBindPlugin> postBinds;
  private final WaitingPods waiting;
  private final PointTimes times;

  BindingPoints(
      List<ReservePlugin> reserves,
      List<PermitPlugin> permits,
      List<PreBindPlugin> preBinds,
      List<BindPlugin> binds,
      List<PostBindPlugin> postBinds,
      WaitingPods waiting,
      PointTimes times) {
    this.reserves = reserves;
    this.permits = permits;
    this.preBinds = preBinds;
    this.binds = binds;
    this.postBinds = postBinds;
    this.waiting = waiting;
    this.times = times;
  }

  public Judged reserve(CycleState state, PodView pod, String node) {
    long start = times.start();
    Judged result = Judged.SUCCESS;
    for (ReservePlugin each : reserves) {
      Verdict verdict = safely(() -> each.reserve(state, pod, node));
      if (!verdict.isSuccess()) {
        result =
            verdict.isRefusal()
                ? new Judged(verdict, each.name())
                : Profile.failed("Reserve plugin", each, verdict);
        break;
      }
    }
    times.end(ExtensionPoint.RESERVE, result.verdict(), start);
    return result;
  }

  /** In reverse. */
  public void unreserve(CycleState state, PodView pod, String node) {
    for (ReservePlugin each : reserves.reversed()) {
      safely(
          () -> {
            each.unreserve(state, pod, node);
            return Verdict.SUCCESS;
          });
    }
  }

  /** After Wait the pod is among those that wait. */
  public Judged permit(CycleState state, PodView pod, String node) {
    if (permits.isEmpty()) {
      return Judged.SUCCESS;
    }
    long start = times.start();
    Map<String, Duration> timeouts = new LinkedHashMap<>();
    Judged result = permit(state, pod, node, timeouts);
    if (result.isSuccess() && !timeouts.isEmpty()) {
      result = new Judged(Verdict.WAIT, "");
      waiting.add(pod, timeouts);
    }
    times.end(ExtensionPoint.PERMIT, result.verdict(), start);
    return result;
  }

  private Judged permit(
      CycleState state, PodView pod, String node, Map<String, Duration> timeouts) {
    for (PermitPlugin each : permits) {
      PermitPlugin.Answer[] answer = {PermitPlugin.Answer.SUCCESS};
      Verdict verdict =
          safely(
              () -> {
                answer[0] = each.permit(state, pod, node);
                return answer[0].verdict();
              });
      if (verdict instanceof Verdict.Wait) {
        Duration timeout = answer[0].timeout();
        timeouts.put(each.name(), timeout.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : timeout);
      } else if (verdict.isRefusal()) {
        return new Judged(verdict, each.name());
      } else if (!verdict.isSuccess()) {
        return Profile.failed("Permit plugin", each, verdict);
      }
    }
    return Judged.SUCCESS;
  }

  public boolean willWait(PodView pod) {
    return waiting.isWaiting(pod);
  }

  public Judged awaitPermit(PodView pod) throws InterruptedException {
    if (!waiting.isWaiting(pod)) {
      return Judged.SUCCESS;
    }
    long start = times.start();
    Judged result = waiting.await(pod);
    times.waited(result.verdict(), start);
    return result;
  }

  /** Skip: nobody has anything to do in {@link #preBind}. */
  public Judged preFlight(CycleState state, PodView pod, String node) {
    Judged result = new Judged(Verdict.SKIP, "");
    for (PreBindPlugin each : preBinds) {
      Verdict verdict = safely(() -> each.preBindPreFlight(state, pod, node));
      if (verdict.isSuccess()) {
        result = Judged.SUCCESS;
      } else if (!(verdict instanceof Verdict.Skip)) {
        return Profile.failed("PreBindPreFlight", each, verdict);
      }
    }
    return result;
  }

  public Judged preBind(CycleState state, PodView pod, String node) throws InterruptedException {
    long start = times.start();
    Judged result = Judged.SUCCESS;
    for (PreBindPlugin each : preBinds) {
      if (each.preBindPreFlight(state, pod, node) instanceof Verdict.Skip) {
        continue;
      }
      Verdict verdict;
      try {
        verdict = each.preBind(state, pod, node);
      } catch (RuntimeException e) {
        verdict = Failures.verdict(e);
      }
      if (!verdict.isSuccess()) {
        result =
            verdict.isRefusal()
                ? new Judged(verdict, each.name())
                : Profile.failed("PreBind plugin", each, verdict);
        break;
      }
    }
    times.end(ExtensionPoint.PRE_BIND, result.verdict(), start);
    return result;
  }

  public Judged bind(CycleState state, PodView pod, String node) {
    long start = times.start();
    Judged result = new Judged(Verdict.failed("no bind plugin took the pod"), "");
    for (BindPlugin each : binds) {
      Verdict verdict = safely(() -> each.bind(state, pod, node));
      if (verdict instanceof Verdict.Skip) {
        continue;
      }
      result =
          verdict.isSuccess() || verdict.isRefusal()
              ? new Judged(verdict, each.name())
              : Profile.failed("Bind plugin", each, verdict);
      break;
    }
    times.end(ExtensionPoint.BIND, result.verdict(), start);
    return result;
  }

  public void postBind(CycleState state, PodView pod, String node) {
    for (PostBindPlugin each : postBinds) {
      safely(
          () -> {
            each.postBind(state, pod, node);
            return Verdict.SUCCESS;
          });
    }
  }

  private static Verdict safely(java.util.function.Supplier<Verdict> what) {
    try {
      return what.get();
    } catch (RuntimeException e) {
      return Failures.verdict(e);
    }
  }
}
