package dev.keelson.scheduler.plugins.resources;

import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.view.NodeView;
import dev.keelson.scheduler.view.PodView;
import dev.keelson.scheduler.view.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a node lacks for a pod. The verdicts over the usual resources are all made beforehand; only
 * those over extended resources are made when needed.
 *
 * @param ignored extended resources that an extender sees to
 * @param ignoredGroups the same, by what comes before the slash
 */
record Shortage(Set<String> ignored, Set<String> ignoredGroups) {
  private static final int PODS = 1;
  private static final int CPU = 1 << 1;
  private static final int MEMORY = 1 << 2;
  private static final int STORAGE = 1 << 3;
  private static final int NEVER = 1 << 4;
  private static final Verdict[] USUAL = new Verdict[1 << 5];

  static {
    USUAL[0] = Verdict.SUCCESS;
    for (int bits = 1; bits < USUAL.length; bits++) {
      USUAL[bits] = verdict(reasons(bits), bits);
    }
  }

  private static List<String> reasons(int bits) {
    List<String> reasons = new ArrayList<>();
    if ((bits & PODS) != 0) {
      reasons.add("Too many pods");
    }
    if ((bits & CPU) != 0) {
      reasons.add("Insufficient cpu");
    }
    if ((bits & MEMORY) != 0) {
      reasons.add("Insufficient memory");
    }
    if ((bits & STORAGE) != 0) {
      reasons.add("Insufficient ephemeral-storage");
    }
    return reasons;
  }

  private static Verdict verdict(List<String> reasons, int bits) {
    return (bits & NEVER) == 0
        ? new Verdict.Unschedulable(reasons)
        : new Verdict.UnschedulableAndUnresolvable(reasons);
  }

  /** Unresolvable where even the empty node were too small. */
  Verdict of(PodView pod, NodeInfo node) {
    return of(pod.requests(), node.allocatable(), node.requested(), node.podCount());
  }

  /** As if nothing were on the node. */
  boolean fitsEmpty(PodView pod, NodeView node) {
    return of(pod.requests(), node.allocatable(), Resources.NONE, 0).isSuccess();
  }

  private Verdict of(Resources wanted, Resources whole, Resources taken, long pods) {
    int bits = pods + 1 > whole.pods() ? PODS : 0;
    bits |= lack(wanted.milliCpu(), whole.milliCpu(), taken.milliCpu(), CPU);
    bits |= lack(wanted.memory(), whole.memory(), taken.memory(), MEMORY);
    bits |=
        lack(
            wanted.ephemeralStorage(), whole.ephemeralStorage(), taken.ephemeralStorage(), STORAGE);
    return wanted.scalarCount() == 0 ? USUAL[bits] : withScalars(bits, wanted, whole, taken);
  }

  private static int lack(long wanted, long whole, long taken, int bit) {
    if (wanted == 0 || wanted <= whole - taken) {
      return 0;
    }
    return wanted > whole ? bit | NEVER : bit;
  }

  private Verdict withScalars(int usual, Resources wanted, Resources whole, Resources taken) {
    int bits = usual;
    List<String> lacking = List.of();
    for (int i = 0; i < wanted.scalarCount(); i++) {
      String name = wanted.scalarName(i);
      int lack =
          lack(wanted.scalarAmount(i), whole.scalar(name), taken.scalar(name), STORAGE) & ~STORAGE;
      boolean isLacking =
          wanted.scalarAmount(i) != 0
              && wanted.scalarAmount(i) > whole.scalar(name) - taken.scalar(name);
      if (isLacking && isCounted(name)) {
        lacking = lacking.isEmpty() ? new ArrayList<>(reasons(usual & ~NEVER)) : lacking;
        lacking.add("Insufficient " + name);
        bits |= lack;
      }
    }
    return lacking.isEmpty() ? USUAL[bits] : verdict(lacking, bits);
  }

  private boolean isCounted(String name) {
    if (!ResourceNames.isScalar(name)) {
      return false;
    }
    if (!ResourceNames.isExtended(name)) {
      return true;
    }
    return !ignored.contains(name)
        && (ignoredGroups.isEmpty()
            || !ignoredGroups.contains(name.substring(0, name.indexOf('/'))));
  }
}
