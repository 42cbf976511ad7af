package dev.keelson.controllers.statefulset;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.history.Revision;
import dev.keelson.controllers.pod.PodView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is to be done now. First every number has a pod, then those beyond the last number go, then
 * pods of an old template. Ordered sets do one thing at a time and wait for each pod to be
 * available; parallel ones do all of one batch at once.
 *
 * @param batches one after the other
 * @param replaced pods that are deleted for their template
 */
record StatefulPlan(List<List<Step>> batches, int replaced) {
  StatefulPlan {
    batches = batches.stream().filter(each -> !each.isEmpty()).map(List::copyOf).toList();
  }

  /**
   * What a plan is made of.
   *
   * @param current the revision that pods had before the rollout
   * @param update the revision of the set's template
   * @param pods the set's own
   * @param claims by name
   */
  record World(
      StatefulSetView set,
      Revision current,
      Revision update,
      List<PodView> pods,
      Function<ObjectName, Optional<ApiObject>> claims,
      Instant now) {
    boolean isAvailable(PodView pod) {
      return !pod.isBeingDeleted() && pod.isAvailable(set.minReadySeconds(), now);
    }
  }

  static StatefulPlan of(World world) {
    return world.set().object().isBeingDeleted()
        ? new StatefulPlan(List.of(), 0)
        : new Maker(world).plan();
  }

  /** One pass. */
  private static final class Maker {
    private final World world;
    private final StatefulSetView set;
    private final Map<Integer, PodView> replicas = new HashMap<>();
    private final List<PodView> condemned;
    private final List<Step> numbered = new ArrayList<>();
    private final List<Step> released = new ArrayList<>();
    private final List<Step> surplus = new ArrayList<>();
    private final List<Step> outdated = new ArrayList<>();

    Maker(World world) {
      this.world = world;
      this.set = world.set();
      List<PodView> beyond = new ArrayList<>();
      for (PodView pod : world.pods()) {
        int ordinal = Ordinals.of(pod.name());
        if (set.covers(ordinal)) {
          replicas.put(ordinal, pod);
        } else if (ordinal >= 0) {
          beyond.add(pod);
        }
      }
      beyond.sort(Comparator.comparingInt((PodView pod) -> Ordinals.of(pod.name())).reversed());
      this.condemned = beyond;
    }

    StatefulPlan plan() {
      boolean goesOn = number() && release() && shrink();
      if (goesOn && set.isRolling()) {
        replace();
      }
      return new StatefulPlan(List.of(numbered, released, surplus, outdated), outdated.size());
    }

    /**
     * @return whether to go on with what comes after
     */
    private boolean number() {
      for (int ordinal = set.start(); ordinal < set.start() + set.replicas(); ordinal++) {
        boolean waits =
            replicas.containsKey(ordinal) ? keep(replicas.get(ordinal)) : create(ordinal);
        if (waits && !set.isParallel()) {
          return false;
        }
      }
      return true;
    }

    /** Unless its claim is about to go with a pod that was before. */
    private boolean create(int ordinal) {
      String name = set.podName(ordinal);
      boolean isStale =
          set.deletesClaimsWhenScaled()
              && claims(ordinal).stream().anyMatch(each -> Claims.isStale(each, name, ""));
      if (!isStale) {
        boolean isOld = set.isRolling() && keepsOldTemplate(ordinal);
        Revision revision = isOld ? world.current() : world.update();
        numbered.add(
            new Step.Create(
                Identity.pod(set, revision.template(), revision.name(), ordinal), ordinal));
      }
      return true;
    }

    private boolean keepsOldTemplate(int ordinal) {
      int count = set.hasRolling() ? set.partition() : set.currentReplicas();
      return ordinal < set.start() + count;
    }

    /**
     * @return whether an ordered set waits for it
     */
    private boolean keep(PodView pod) {
      if (pod.isTerminal()) {
        if (!pod.isBeingDeleted()) {
          numbered.add(new Step.Delete(pod));
        }
        return true;
      }
      boolean isOwned = areClaimsOwned(pod);
      if (pod.phase().equals("Pending") && !(isOwned && hasClaims(pod))) {
        numbered.add(new Step.Claim(pod, true));
      }
      if (!set.isParallel() && !isUp(pod)) {
        return true;
      }
      if (!Identity.matches(set, pod) || !isOwned) {
        numbered.add(new Step.Correct(pod));
      }
      return false;
    }

    private boolean isUp(PodView pod) {
      return pod.isRunning() && world.isAvailable(pod);
    }

    private boolean release() {
      for (PodView pod : condemned) {
        if (!areClaimsOwned(pod)) {
          released.add(new Step.Claim(pod, false));
        }
      }
      return true;
    }

    /** The highest number first; ordered, not while another is unwell, unless it is that one. */
    private boolean shrink() {
      Optional<PodView> unwell = firstUnavailable();
      for (PodView pod : condemned) {
        if (pod.isBeingDeleted()) {
          if (!set.isParallel()) {
            return false;
          }
          continue;
        }
        boolean mayGo = set.isParallel() || isUp(pod) || unwell.filter(pod::equals).isPresent();
        if (mayGo) {
          surplus.add(new Step.Delete(pod));
        }
        if (!set.isParallel()) {
          return false;
        }
      }
      return true;
    }

    private Optional<PodView> firstUnavailable() {
      for (int ordinal = set.start(); ordinal < set.start() + set.replicas(); ordinal++) {
        PodView pod = replicas.get(ordinal);
        if (pod != null && !world.isAvailable(pod)) {
          return Optional.of(pod);
        }
      }
      return condemned.reversed().stream().filter(pod -> !world.isAvailable(pod)).findFirst();
    }

    /** The highest number first. */
    private void replace() {
      int last = set.start() + set.replicas() - 1;
      int first = set.start() + set.partition();
      boolean isCounted = set.maxUnavailable().isPresent();
      int left = isCounted ? set.maxUnavailable().getAsInt() - unavailable() : 1;
      for (int ordinal = last; ordinal >= first && outdated.size() < left; ordinal--) {
        PodView pod = replicas.get(ordinal);
        if (pod != null && !isUpdated(pod) && !pod.isBeingDeleted()) {
          outdated.add(new Step.Delete(pod));
        } else if (!isCounted && (pod == null || !world.isAvailable(pod))) {
          return;
        }
      }
    }

    private boolean isUpdated(PodView pod) {
      return pod.label(StatefulSetView.REVISION_LABEL).equals(world.update().name());
    }

    private int unavailable() {
      int available = 0;
      for (PodView pod : replicas.values()) {
        available += world.isAvailable(pod) ? 1 : 0;
      }
      return set.replicas() - available;
    }

    private List<ApiObject> claims(int ordinal) {
      List<ApiObject> found = new ArrayList<>();
      set.claimTemplates()
          .forEach(
              template ->
                  world
                      .claims()
                      .apply(
                          new ObjectName(
                              set.object().namespace(), set.claimName(template, ordinal)))
                      .ifPresent(found::add));
      return found;
    }

    private boolean hasClaims(PodView pod) {
      return claims(Ordinals.of(pod.name())).size() == set.claimTemplates().size();
    }

    private boolean areClaimsOwned(PodView pod) {
      return claims(Ordinals.of(pod.name())).stream()
          .allMatch(claim -> Claims.owned(claim, set, pod).isEmpty());
    }
  }
}
