package dev.keelson.benchmarks.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one case makes, by upstream's name for it (test/integration/scheduler_perf), at the size of
 * its workloads labelled performance.
 *
 * @param nodes how many, unless a flag says otherwise
 * @param zones among which the nodes are dealt out
 * @param before pods that are there, and bound, before the clock starts
 * @param pods that are measured
 * @param churn what happens meanwhile
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
    Churn.Kind churn,
    Optional<Integer> gate) {
  private static final int NODES = 5_000;

  private static Workload of(String name, int before, int pods, PodShape shape) {
    return new Workload(
        name, NODES, 3, before, shape, pods, shape, Churn.Kind.NONE, Optional.empty());
  }

  private Workload after(PodShape other) {
    return new Workload(name, nodes, zones, before, other, pods, shape, churn, gate);
  }

  private Workload inZones(int count) {
    return new Workload(name, nodes, count, before, beforeShape, pods, shape, churn, gate);
  }

  private Workload beside(Churn.Kind other) {
    return new Workload(name, nodes, zones, before, beforeShape, pods, shape, other, gate);
  }

  private Workload gated(int perSecond) {
    return new Workload(
        name, nodes, zones, before, beforeShape, pods, shape, churn, Optional.of(perSecond));
  }

  /** Of another size: what there is beforehand grows with the nodes. Zero: as it was. */
  Workload sized(int otherNodes, int otherPods) {
    int count = otherNodes == 0 ? nodes : otherNodes;
    int scaled = (int) Math.ceilDiv((long) before * count, nodes);
    int measured = otherPods == 0 ? pods : otherPods;
    return new Workload(name, count, zones, scaled, beforeShape, measured, shape, churn, gate);
  }

  /** In the order in which they are run. */
  static List<Workload> all() {
    return List.of(
        of("SchedulingBasic", 1_000, 10_000, PodShape.PLAIN).gated(680),
        of("SchedulingBasic50k", 5_000, 50_000, PodShape.PLAIN).gated(810),
        of("SchedulingPodAntiAffinity", 1_000, 2_000, PodShape.ANTI_AFFINITY).gated(60),
        of("SchedulingPodAffinity", 5_000, 5_000, PodShape.AFFINITY).inZones(1).gated(35),
        of("SchedulingPreferredPodAffinity", 5_000, 5_000, PodShape.PREFERRED_AFFINITY).gated(90),
        of("SchedulingPreferredPodAntiAffinity", 5_000, 5_000, PodShape.PREFERRED_ANTI_AFFINITY)
            .gated(90),
        of("SchedulingNodeAffinity", 5_000, 10_000, PodShape.NODE_AFFINITY).inZones(1).gated(220),
        of("TopologySpreading", 5_000, 5_000, PodShape.SPREAD).after(PodShape.PLAIN).gated(85),
        of("PreferredTopologySpreading", 5_000, 5_000, PodShape.PREFERRED_SPREAD)
            .after(PodShape.PLAIN)
            .gated(125),
        of("PreemptionAsync", 20_000, 5_000, PodShape.PLAIN)
            .after(PodShape.LOW)
            .beside(Churn.Kind.PREEMPTORS)
            .gated(570),
        of("Unschedulable", 100, 10_000, PodShape.PLAIN).beside(Churn.Kind.STUCK).gated(590),
        of("SchedulingWithMixedChurn", 0, 10_000, PodShape.PLAIN)
            .beside(Churn.Kind.RECREATED)
            .gated(710));
  }

  static List<String> names() {
    List<String> names = new ArrayList<>();
    all().forEach(one -> names.add(one.name()));
    return names;
  }
}
