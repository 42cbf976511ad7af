package dev.keelson.scheduler.preempt;

import dev.keelson.apiserver.client.time.Activity;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.cache.Snapshot;
import dev.keelson.scheduler.plugin.ClusterEvent;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugin.EventRegistration;
import dev.keelson.scheduler.plugin.EventResource;
import dev.keelson.scheduler.plugin.NodeVerdicts;
import dev.keelson.scheduler.plugin.PluginContext;
import dev.keelson.scheduler.plugin.PluginFailure;
import dev.keelson.scheduler.plugin.PostFilterPlugin;
import dev.keelson.scheduler.plugin.PostFilterResult;
import dev.keelson.scheduler.plugin.PreEnqueuePlugin;
import dev.keelson.scheduler.plugin.PreemptionExtender;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.plugin.Victims;
import dev.keelson.scheduler.view.PodView;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Finds the node on which the least has to go for a pod, nominates the pod to it, and evicts. */
public final class DefaultPreemption implements PostFilterPlugin, PreEnqueuePlugin {
  public static final String NAME = "DefaultPreemption";
  private static final Verdict RUNNING =
      Verdict.unresolvable("waiting for the preemption for this pod to be finished");

  private final PluginContext context;
  private final Known known;
  private final Eviction eviction;

  /** Of the nodes that may help, how many are tried at least: percent, and number. */
  private final int percentage;

  private final int absolute;

  /**
   * @param args {@code DefaultPreemptionArgs}
   * @throws IllegalArgumentException they are wrong
   */
  public DefaultPreemption(JsonObject args, PluginContext context) {
    this(args, context, Known.of(context), task -> startCounted(task, context));
  }

  private static void startCounted(Runnable task, PluginContext context) {
    Activity activity = context.timing().activity();
    activity.begin();
    Thread.startVirtualThread(() -> activity.carry(task::run));
  }

  DefaultPreemption(JsonObject args, PluginContext context, Known known, Executor executor) {
    long percent = args.number("minCandidateNodesPercentage", 10);
    long number = args.number("minCandidateNodesAbsolute", 100);
    if (percent < 0 || percent > 100) {
      throw new IllegalArgumentException(
          "minCandidateNodesPercentage: Invalid value: %d: not in valid range [0, 100]"
              .formatted(percent));
    }
    if (number < 0) {
      throw new IllegalArgumentException(
          "minCandidateNodesAbsolute: Invalid value: %d: not in valid range [0, inf)"
              .formatted(number));
    }
    if (percent == 0 && number == 0) {
      throw new IllegalArgumentException(
          "minCandidateNodesPercentage: Invalid value: 0: cannot be zero at the same time as"
              + " minCandidateNodesAbsolute");
    }
    this.context = context;
    this.known = known;
    this.eviction = new Eviction(context, known, executor);
    this.percentage = (int) percent;
    this.absolute = (int) Math.min(number, Integer.MAX_VALUE);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public PostFilterResult postFilter(CycleState state, PodView asked, NodeVerdicts verdicts) {
    Optional<ApiObject> present = known.pods().apply(asked.name());
    if (present.isEmpty()) {
      return PostFilterResult.keep(failed("pod \"" + asked.name().name() + "\" not found"));
    }
    PodView pod = PodView.of(present.get());
    Optional<String> why = ineligible(pod, verdicts);
    if (why.isPresent()) {
      return PostFilterResult.keep(unschedulable(why.get()));
    }
    Map<String, Verdict> tried = new HashMap<>();
    Map<String, Victims> candidates = candidates(state, pod, verdicts.resolvable(), tried);
    if (candidates.isEmpty()) {
      return PostFilterResult.nominate(
          unschedulable(NoHelp.text(tried, context.snapshot().size())), "");
    }
    try {
      candidates = admitted(pod, candidates);
    } catch (PluginFailure e) {
      return PostFilterResult.keep(failed(e.getMessage()));
    }
    return candidates.isEmpty()
        ? PostFilterResult.keep(unschedulable("no candidate node for preemption"))
        : preempt(pod, candidates);
  }

  private static Verdict unschedulable(String message) {
    return Verdict.unschedulable("preemption: " + message);
  }

  private static Verdict failed(String message) {
    return Verdict.failed("preemption: " + message);
  }

  private PostFilterResult preempt(PodView pod, Map<String, Victims> candidates) {
    String node = new CandidateChoice(importance()).best(candidates);
    Victims victims = candidates.getOrDefault(node, new Victims(List.of(), 0));
    List<PodView> nominated =
        Eviction.below(pod.priority(), context.nominator().nominatedFor(node));
    nominated.forEach(context.nominator()::withdraw);
    context.preempted(victims.pods().size());
    eviction.start(pod, node, victims.pods(), nominated);
    return PostFilterResult.nominate(Verdict.SUCCESS, node);
  }

  private Importance importance() {
    return new Importance(context.timing().now());
  }

  /** Why the pod must not preempt, if it must not. */
  private Optional<String> ineligible(PodView pod, NodeVerdicts verdicts) {
    if (pod.neverPreempts()) {
      return Optional.of("not eligible due to preemptionPolicy=Never.");
    }
    String nominated = pod.nominatedNodeName();
    if (nominated.isEmpty()
        || verdicts.of(nominated) instanceof Verdict.UnschedulableAndUnresolvable) {
      return Optional.empty();
    }
    Optional<NodeInfo> node = context.snapshot().node(nominated);
    return node.isPresent() && isBeingCleared(node.get(), pod.priority())
        ? Optional.of("not eligible due to a terminating pod on the nominated node.")
        : Optional.empty();
  }

  /** Whether a victim is still on its way out. */
  private static boolean isBeingCleared(NodeInfo node, int priority) {
    for (int i = 0; i < node.podCount(); i++) {
      PodView each = node.pod(i);
      if (each.priority() < priority && each.isTerminating() && isPreempted(each)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPreempted(PodView pod) {
    return pod.status()
        .array("conditions")
        .objects()
        .filter(each -> each.text("type").equals(Eviction.CONDITION))
        .findFirst()
        .filter(
            each ->
                each.text("status").equals("True") && each.text("reason").equals(Eviction.REASON))
        .isPresent();
  }

  /**
   * Nodes and what would have to go from them; those first on which no budget is broken.
   *
   * @param tried why not, of the nodes on which it does not help
   */
  private Map<String, Victims> candidates(
      CycleState state, PodView pod, List<NodeInfo> nodes, Map<String, Verdict> tried) {
    Map<String, Victims> harmless = new LinkedHashMap<>();
    Map<String, Victims> violating = new LinkedHashMap<>();
    if (nodes.isEmpty()) {
      return harmless;
    }
    Budgets budgets = Budgets.of(known.budgets().get());
    Importance importance = importance();
    int enough = enough(nodes.size());
    int offset = context.random().nextInt(nodes.size());
    for (int i = 0; i < nodes.size(); i++) {
      NodeInfo node = nodes.get((offset + i) % nodes.size());
      switch (new VictimSearch(context, state.copy(), pod, node, importance, budgets).run()) {
        case VictimSearch.Outcome.Found(Victims victims) ->
            (victims.pdbViolations() == 0 ? harmless : violating).put(node.name(), victims);
        case VictimSearch.Outcome.Nothing(Verdict why) -> tried.put(node.name(), why);
      }
      if (!harmless.isEmpty() && harmless.size() + violating.size() >= enough) {
        break;
      }
    }
    harmless.putAll(violating);
    return harmless;
  }

  /** How many candidates are looked for among so many nodes. */
  int enough(int nodes) {
    return Math.min(Math.max(nodes * percentage / 100, absolute), nodes);
  }

  private Map<String, Victims> admitted(PodView pod, Map<String, Victims> found) {
    Map<String, Victims> candidates = found;
    Snapshot snapshot = context.snapshot();
    for (PreemptionExtender extender : context.preemptionExtenders()) {
      if (candidates.isEmpty() || !extender.isInterestedIn(pod)) {
        continue;
      }
      try {
        candidates = checked(extender, extender.process(pod, candidates, snapshot));
      } catch (PluginFailure e) {
        if (!extender.isIgnorable()) {
          throw e;
        }
      }
    }
    return candidates;
  }

  private static Map<String, Victims> checked(
      PreemptionExtender extender, Map<String, Victims> answer) {
    Map<String, Victims> good = new LinkedHashMap<>();
    answer.forEach(
        (node, victims) -> {
          if (!victims.pods().isEmpty()) {
            good.put(node, victims);
          } else if (!extender.isIgnorable()) {
            throw new PluginFailure("expected at least one victim pod on node \"" + node + "\"");
          }
        });
    return good;
  }

  @Override
  public Verdict preEnqueue(PodView pod) {
    return eviction.isRunningFor(pod.uid()) ? RUNNING : Verdict.SUCCESS;
  }

  /** A pod's going may be that of the last victim. */
  @Override
  public List<EventRegistration> eventsToRegister() {
    return List.of(
        EventRegistration.of(
            EventResource.POD, ClusterEvent.DELETE, (pod, _) -> !eviction.isRunningFor(pod.uid())));
  }
}
