package dev.keelson.controllers.daemonset;

import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.controllers.pod.PodView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Nodes that need a pod and pods that have to go.
 *
 * @param again when a failed pod may be replaced
 */
record DaemonPlan(
    List<String> creations,
    List<PodView> deletions,
    List<EventNote> events,
    Optional<Duration> again) {
  DaemonPlan {
    creations = List.copyOf(creations);
    deletions = List.copyOf(deletions);
    events = List.copyOf(events);
  }

  /**
   * What a plan is made of.
   *
   * @param pods by node
   * @param hash of the set's template
   */
  record World(
      DaemonSetView set,
      List<ApiObject> nodes,
      Map<String, List<PodView>> pods,
      String hash,
      Instant now) {
    boolean isAvailable(PodView pod) {
      return pod.isAvailable(set.minReadySeconds(), now);
    }
  }

  /**
   * Where nothing is missing and nothing too much, the next of a rolling update.
   *
   * @param mayGo whether a failed pod on that node may be replaced now, or when
   */
  static DaemonPlan of(World world, Function<String, Optional<Duration>> mayGo) {
    Maker maker = new Maker(world, mayGo);
    maker.balance();
    boolean isBalanced = maker.creations.isEmpty() && maker.deletions.isEmpty();
    if (isBalanced && world.set().isRolling()) {
      RollingReplacement next = RollingReplacement.of(world, NodeFit.of(world.set()));
      maker.creations.addAll(next.creations());
      maker.deletions.addAll(next.deletions());
    }
    return new DaemonPlan(maker.creations, maker.deletions, maker.events, maker.again);
  }

  /** One pass. */
  private static final class Maker {
    private final World world;
    private final NodeFit fit;
    private final Function<String, Optional<Duration>> mayGo;
    private final List<String> creations = new ArrayList<>();
    private final List<PodView> deletions = new ArrayList<>();
    private final List<EventNote> events = new ArrayList<>();
    private Optional<Duration> again = Optional.empty();

    Maker(World world, Function<String, Optional<Duration>> mayGo) {
      this.world = world;
      this.fit = NodeFit.of(world.set());
      this.mayGo = mayGo;
    }

    void balance() {
      java.util.Set<String> names = new java.util.HashSet<>();
      for (ApiObject node : world.nodes()) {
        names.add(node.name());
        balance(node);
      }
      // For a node that is gone, and never to be bound.
      world
          .pods()
          .forEach(
              (node, pods) -> {
                if (!names.contains(node)) {
                  pods.stream()
                      .filter(pod -> !pod.isBound() && !pod.isBeingDeleted())
                      .forEach(deletions::add);
                }
              });
    }

    private void balance(ApiObject node) {
      NodeFit.Answer answer = fit.on(node);
      List<PodView> pods = world.pods().getOrDefault(node.name(), List.of());
      if (answer.runs() && pods.isEmpty()) {
        creations.add(node.name());
      } else if (!answer.stays()) {
        pods.stream().filter(pod -> !pod.isBeingDeleted()).forEach(deletions::add);
      } else {
        thin(node.name(), pods, answer.runs());
      }
    }

    /** Ended pods go; of the others one stays, or an old and a new one. */
    private void thin(String node, List<PodView> pods, boolean runs) {
      List<PodView> running = new ArrayList<>(pods.size());
      for (PodView pod : pods) {
        if (!pod.isBeingDeleted() && !ended(pod, node)) {
          running.add(pod);
        }
      }
      running.sort(DaemonPods.SENIOR_FIRST);
      if (!world.set().allowsSurge()) {
        deletions.addAll(running.subList(Math.min(1, running.size()), running.size()));
      } else if (running.isEmpty()) {
        if (runs) {
          creations.add(node);
        }
      } else if (running.size() > 1) {
        thinSurge(running);
      }
    }

    private boolean ended(PodView pod, String node) {
      if (pod.isFailed()) {
        Optional<Duration> wait = mayGo.apply(node);
        if (wait.isPresent()) {
          again =
              Optional.of(
                  again.filter(known -> known.compareTo(wait.get()) < 0).orElse(wait.get()));
          return true;
        }
        String text = "Found failed daemon pod %s/%s on node %s, will try to kill it";
        events.add(
            EventNote.warning(
                world.set().object(),
                "FailedDaemonPod",
                text.formatted(pod.namespace(), pod.name(), node)));
        deletions.add(pod);
        return true;
      }
      if (pod.isSucceeded()) {
        String text = "Found succeeded daemon pod %s/%s on node %s, will try to delete it";
        events.add(
            EventNote.normal(
                world.set().object(),
                "SucceededDaemonPod",
                text.formatted(pod.namespace(), pod.name(), node)));
        deletions.add(pod);
        return true;
      }
      return false;
    }

    private void thinSurge(List<PodView> running) {
      Optional<PodView> newest = Optional.empty();
      Optional<PodView> oldest = Optional.empty();
      for (PodView pod : running) {
        boolean isNew = pod.label(DaemonSetView.HASH_LABEL).equals(world.hash());
        if (isNew && newest.isEmpty()) {
          newest = Optional.of(pod);
        } else if (!isNew && oldest.isEmpty()) {
          oldest = Optional.of(pod);
        } else {
          deletions.add(pod);
        }
      }
      boolean isReplaced =
          newest.isPresent()
              && oldest.isPresent()
              && (!oldest.get().isReady() || world.isAvailable(newest.get()));
      if (isReplaced) {
        deletions.add(oldest.get());
      }
    }
  }
}
