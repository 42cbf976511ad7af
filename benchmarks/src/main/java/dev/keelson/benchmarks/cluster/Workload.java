package dev.keelson.benchmarks.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one case makes, by upstream's name for it (test/integration/scheduler_perf).
 *
 * @param nodes how many, unless a flag says otherwise
 * @param zones among which the nodes are dealt out
 * @param before pods that are there, and bound, before the clock starts
 * @param pods that are measured
 * @param stuck pods that fit nowhere and are there while the others are measured
 * @param isChurned whether a node, a pod and a service come and go each second meanwhile
 * @param gate pods a second below which upstream's CI fails; empty: none known
 */
record Workload(
    String name,
    int nodes,
    int zones,
    int before,
    PodShape beforeShape,
    int pods,
    PodShape shape,
    int stuck,
    boolean isChurned,
    Optional<Integer> gate) {
  private static Workload plain(String name, int nodes, int pods, PodShape shape) {
    return new Workload(name, nodes, 3, 0, shape, pods, shape, 0, false, Optional.empty());
  }

  private Workload after(int before, PodShape shape) {
    return new Workload(
        name, nodes, zones, before, shape, pods, this.shape, stuck, isChurned, gate);
  }

  private Workload inZones(int count) {
    return new Workload(
        name, nodes, count, before, beforeShape, pods, shape, stuck, isChurned, gate);
  }

  private Workload beside(int count) {
    return new Workload(
        name, nodes, zones, before, beforeShape, pods, shape, count, isChurned, gate);
  }

  private Workload churned() {
    return new Workload(name, nodes, zones, before, beforeShape, pods, shape, stuck, true, gate);
  }

  private Workload gated(int perSecond) {
    return new Workload(
        name,
        nodes,
        zones,
        before,
        beforeShape,
        pods,
        shape,
        stuck,
        isChurned,
        Optional.of(perSecond));
  }

  /** Of another size: what there is beforehand grows with the nodes. Zero: as it was. */
  Workload sized(int otherNodes, int otherPods) {
    int count = otherNodes == 0 ? nodes : otherNodes;
    int scaled = (int) Math.ceilDiv((long) before * count, nodes);
    return new Workload(
        name,
        count,
        zones,
        scaled,
        beforeShape,
        otherPods == 0 ? pods : otherPods,
        shape,
        stuck,
        isChurned,
        gate);
  }

  /** In the order in which they are run. */
  static List<Workload> all() {
    return List.of(
        plain("SchedulingBasic", 5_000, 10_000, PodShape.PLAIN).gated(680),
        plain("SchedulingBasic50k", 5_000, 50_000, PodShape.PLAIN).gated(810),
        plain("SchedulingPodAntiAffinity", 1_000, 500, PodShape.ANTI_AFFINITY)
            .after(100, PodShape.ANTI_AFFINITY)
            .gated(60),
        plain("SchedulingPodAffinity", 1_000, 1_000, PodShape.AFFINITY)
            .after(1_000, PodShape.AFFINITY)
            .inZones(1)
            .gated(35),
        plain("SchedulingPreferredPodAffinity", 1_000, 1_000, PodShape.PREFERRED_AFFINITY)
            .after(1_000, PodShape.PREFERRED_AFFINITY)
            .gated(90),
        plain("SchedulingPreferredPodAntiAffinity", 1_000, 1_000, PodShape.PREFERRED_ANTI_AFFINITY)
            .after(1_000, PodShape.PREFERRED_ANTI_AFFINITY)
            .gated(90),
        plain("SchedulingNodeAffinity", 1_000, 1_000, PodShape.NODE_AFFINITY)
            .after(1_000, PodShape.NODE_AFFINITY)
            .inZones(1)
            .gated(220),
        plain("TopologySpreading", 1_000, 2_000, PodShape.SPREAD).after(1_000, PodShape.PLAIN),
        plain("PreferredTopologySpreading", 1_000, 2_000, PodShape.PREFERRED_SPREAD)
            .after(1_000, PodShape.PLAIN),
        plain("PreemptionAsync", 500, 500, PodShape.IMPORTANT)
            .after(2_000, PodShape.LOW)
            .gated(570),
        plain("Unschedulable", 1_000, 2_000, PodShape.PLAIN).beside(200).gated(590),
        plain("SchedulingWithMixedChurn", 1_000, 2_000, PodShape.PLAIN).churned().gated(710));
  }

  static List<String> names() {
    List<String> names = new ArrayList<>();
    all().forEach(one -> names.add(one.name()));
    return names;
  }
}
