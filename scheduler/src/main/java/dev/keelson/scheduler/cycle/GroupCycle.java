package dev.keelson.scheduler.cycle;

import dev.keelson.scheduler.framework.Profile;
import dev.keelson.scheduler.plugin.GroupingPlugin;
import dev.keelson.scheduler.plugin.GroupingPlugin.Group;
import dev.keelson.scheduler.plugin.PostFilterResult.Nomination;
import dev.keelson.scheduler.queue.PodEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Pods that go together: one after the other each is given a place, as if those before it were
 * bound already; only if enough have one is any of them bound. Cycle thread only.
 */
final class GroupCycle {
  private static final String TOO_FEW = "waiting for minCount pods from a gang to be scheduled";
  private static final String PREEMPTING = "pod group is waiting for preemption to complete";

  /** The more important first, then those that have waited longer. */
  private static final Comparator<PodEntry> ORDER =
      Comparator.comparingInt((PodEntry entry) -> -entry.pod().priority())
          .thenComparingLong(PodEntry::firstNanos)
          .thenComparing(entry -> entry.pod().name().name());

  private final Surroundings around;
  private final SchedulingCycle cycle;
  private final FailureReport failures;

  GroupCycle(Surroundings around, SchedulingCycle cycle, FailureReport failures) {
    this.around = around;
    this.cycle = cycle;
    this.failures = failures;
  }

  /**
   * All of the pod's group that waits.
   *
   * @param entry in flight
   * @return whether it has one; else nothing was done
   */
  boolean attempt(Profile profile, PodEntry entry, long start) {
    for (GroupingPlugin plugin : profile.groupings()) {
      Optional<Group> group = plugin.groupOf(entry.pod());
      if (group.isPresent()) {
        new Attempt(profile, plugin, group.get(), start).run(members(profile, group.get(), entry));
        return true;
      }
    }
    return false;
  }

  /** In flight, all of them. Those of another scheduler are left to it. */
  private List<PodEntry> members(Profile profile, Group group, PodEntry first) {
    List<PodEntry> members = new ArrayList<>(List.of(first));
    for (var name : group.unplaced()) {
      Optional<PodEntry> taken =
          name.equals(first.pod().name()) ? Optional.empty() : around.queue().take(name);
      if (taken.isEmpty()) {
        continue;
      }
      boolean isOther = !taken.get().pod().schedulerName().equals(profile.name());
      if (isOther) {
        taken.get().rejectedBy(Set.of(), Set.of());
        around.queue().giveBack(taken.get());
      } else if (cycle.isToBeLeft(taken.get().pod())) {
        around.queue().done(taken.get().pod().uid());
      } else {
        members.add(taken.get());
      }
    }
    members.sort(ORDER);
    return members;
  }

  private final class Attempt {
    private final Profile profile;
    private final GroupingPlugin plugin;
    private final Group group;
    private final long start;
    private final Map<PodEntry, BindingCycle.Way> placed = new LinkedHashMap<>();
    private final Map<PodEntry, Failure> refused = new LinkedHashMap<>();

    Attempt(Profile profile, GroupingPlugin plugin, Group group, long start) {
      this.profile = profile;
      this.plugin = plugin;
      this.group = group;
      this.start = start;
    }

    void run(List<PodEntry> members) {
      members.forEach(this::place);
      around.metrics().searched(around.timing().nanos() - start);
      int missing = group.least() - group.placed() - placed.size();
      if (missing <= 0) {
        placed.forEach((entry, way) -> cycle.permit(way).ifPresent(each -> refuse(entry, each)));
        refused.forEach(this::refuse);
        decided(true, "");
        return;
      }
      boolean isPreempting =
          refused.values().stream().filter(Attempt::makesRoom).count() >= missing;
      String message = isPreempting ? PREEMPTING : TOO_FEW;
      List.copyOf(placed.values()).reversed().forEach(cycle::release);
      placed.forEach((entry, way) -> refuse(entry, together(message, isPreempting, way)));
      refused.forEach(this::refuse);
      decided(false, message);
    }

    private void place(PodEntry entry) {
      Failure failure;
      try {
        switch (cycle.search(profile, entry)) {
          case Searched.Nowhere(Failure nowhere) -> failure = nowhere;
          case Searched.Found(var state, var node) -> {
            BindingCycle.Way way =
                new BindingCycle.Way(
                    profile, state, entry, entry.pod().on(node.name()), node, start);
            Optional<Failure> minded = cycle.reserve(way);
            if (minded.isEmpty()) {
              placed.put(entry, way);
              return;
            }
            failure = minded.get();
          }
        }
      } catch (RuntimeException e) {
        failure = Failure.error(String.valueOf(e.getMessage()));
      }
      refused.put(entry, failure);
    }

    private static boolean makesRoom(Failure failure) {
      return failure.nomination() instanceof Nomination.Override(String node) && !node.isEmpty();
    }

    /** It had a place; the place is kept for it only while others are asked to go for its group. */
    private Failure together(String message, boolean isPreempting, BindingCycle.Way way) {
      return new Failure(
          true,
          message,
          Set.of(plugin.name()),
          Set.of(),
          new Nomination.Override(isPreempting ? way.nodeName() : ""),
          Optional.empty());
    }

    private void refuse(PodEntry entry, Failure failure) {
      failures.report(profile, entry, failure, start);
    }

    private void decided(boolean isPlaced, String message) {
      plugin.decided(group.name(), isPlaced, message).ifPresent(call -> around.later().call(call));
    }
  }
}
