package dev.keelson.scheduler.plugins;

import dev.keelson.scheduler.plugin.PluginRegistry;
import dev.keelson.scheduler.plugins.affinity.InterPodAffinity;
import dev.keelson.scheduler.plugins.gang.GangScheduling;
import dev.keelson.scheduler.plugins.resources.BalancedAllocation;
import dev.keelson.scheduler.plugins.resources.NodeResourcesFit;
import dev.keelson.scheduler.plugins.spread.PodTopologySpread;
import dev.keelson.scheduler.plugins.volumes.NodeVolumeLimits;
import dev.keelson.scheduler.plugins.volumes.VolumeBinding;
import dev.keelson.scheduler.plugins.volumes.VolumeRestrictions;
import dev.keelson.scheduler.plugins.volumes.VolumeZone;
import dev.keelson.scheduler.preempt.DefaultPreemption;
import java.util.List;

/** The plugins that there are, and those of a profile that names none. */
public final class DefaultPlugins {
  private DefaultPlugins() {}

  /**
   * @param weight of its score; 0 where it has none
   */
  public record Enabled(String name, int weight) {}

  private static final PluginRegistry REGISTRY =
      PluginRegistry.EMPTY
          .with(SchedulingGates.NAME, (_, _) -> new SchedulingGates())
          .with(PrioritySort.NAME, (_, _) -> new PrioritySort())
          .with(NodeUnschedulable.NAME, (_, _) -> new NodeUnschedulable())
          .with(NodeName.NAME, (_, _) -> new NodeName())
          .with(TaintToleration.NAME, (_, _) -> new TaintToleration())
          .with(NodeAffinity.NAME, (args, _) -> new NodeAffinity(args))
          .with(NodePorts.NAME, (_, _) -> new NodePorts())
          .with(NodeResourcesFit.NAME, (args, _) -> new NodeResourcesFit(args))
          .with(VolumeRestrictions.NAME, (_, context) -> new VolumeRestrictions(context))
          .with(NodeVolumeLimits.NAME, (_, context) -> new NodeVolumeLimits(context))
          .with(VolumeBinding.NAME, VolumeBinding::new)
          .with(VolumeZone.NAME, (_, context) -> new VolumeZone(context))
          .with(PodTopologySpread.NAME, PodTopologySpread::new)
          .with(InterPodAffinity.NAME, InterPodAffinity::new)
          .with(DefaultPreemption.NAME, DefaultPreemption::new)
          .with(BalancedAllocation.NAME, (args, _) -> new BalancedAllocation(args))
          .with(ImageLocality.NAME, (_, context) -> new ImageLocality(context))
          .with(DefaultBinder.NAME, (_, context) -> new DefaultBinder(context))
          .with(NodeDeclaredFeatures.NAME, (_, _) -> new NodeDeclaredFeatures())
          .with(GangScheduling.NAME, (_, context) -> new GangScheduling(context));

  private static final List<Enabled> ENABLED =
      List.of(
          new Enabled(SchedulingGates.NAME, 0),
          new Enabled(PrioritySort.NAME, 0),
          new Enabled(NodeUnschedulable.NAME, 0),
          new Enabled(NodeName.NAME, 0),
          new Enabled(TaintToleration.NAME, 3),
          new Enabled(NodeAffinity.NAME, 2),
          new Enabled(NodePorts.NAME, 0),
          new Enabled(NodeResourcesFit.NAME, 1),
          new Enabled(VolumeRestrictions.NAME, 0),
          new Enabled(NodeVolumeLimits.NAME, 0),
          new Enabled(VolumeBinding.NAME, 0),
          new Enabled(VolumeZone.NAME, 0),
          new Enabled(PodTopologySpread.NAME, 2),
          new Enabled(InterPodAffinity.NAME, 2),
          new Enabled(DefaultPreemption.NAME, 0),
          new Enabled(BalancedAllocation.NAME, 1),
          new Enabled(ImageLocality.NAME, 1),
          new Enabled(DefaultBinder.NAME, 0),
          new Enabled(NodeDeclaredFeatures.NAME, 0));

  /** All of them, by name. */
  public static PluginRegistry registry() {
    return REGISTRY;
  }

  /** {@code multiPoint} of the default profile, in upstream's order. */
  public static List<Enabled> enabled() {
    return ENABLED;
  }
}
