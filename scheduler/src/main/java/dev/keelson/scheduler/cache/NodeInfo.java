package dev.keelson.scheduler.cache;

import dev.keelson.scheduler.view.NodeView;
import dev.keelson.scheduler.view.PodView;
import dev.keelson.scheduler.view.Resources;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A node, the pods on it (assumed ones included), and their sums. Immutable: a pod more or less
 * makes another, with another generation. Preemption tries out changes the same way.
 */
public final class NodeInfo {
  private static final PodView[] NO_PODS = {};
  private static final AtomicLong GENERATIONS = new AtomicLong();

  private final NodeView node;
  private final PodView[] pods;
  private final PodView[] withAffinity;
  private final PodView[] withRequiredAntiAffinity;
  private final Resources requested;
  private final long nonZeroMilliCpu;
  private final long nonZeroMemory;
  private final UsedPorts usedPorts;

  /** Uses of claims by {@code namespace/name}. */
  private final Map<String, Integer> claims;

  private final Map<String, ImageState> images;
  private final long generation;

  private NodeInfo(
      NodeView node,
      PodView[] pods,
      PodView[] withAffinity,
      PodView[] withRequiredAntiAffinity,
      Resources requested,
      long nonZeroMilliCpu,
      long nonZeroMemory,
      UsedPorts usedPorts,
      Map<String, Integer> claims,
      Map<String, ImageState> images) {
    this.node = node;
    this.pods = pods;
    this.withAffinity = withAffinity;
    this.withRequiredAntiAffinity = withRequiredAntiAffinity;
    this.requested = requested;
    this.nonZeroMilliCpu = nonZeroMilliCpu;
    this.nonZeroMemory = nonZeroMemory;
    this.usedPorts = usedPorts;
    this.claims = claims;
    this.images = images;
    this.generation = GENERATIONS.incrementAndGet();
  }

  /** Without pods. */
  public static NodeInfo of(NodeView node) {
    return new NodeInfo(
        node, NO_PODS, NO_PODS, NO_PODS, Resources.NONE, 0, 0, UsedPorts.NONE, Map.of(), Map.of());
  }

  public NodeInfo withNode(NodeView other) {
    return new NodeInfo(
        other,
        pods,
        withAffinity,
        withRequiredAntiAffinity,
        requested,
        nonZeroMilliCpu,
        nonZeroMemory,
        usedPorts,
        claims,
        images);
  }

  public NodeInfo withImages(Map<String, ImageState> states) {
    return new NodeInfo(
        node,
        pods,
        withAffinity,
        withRequiredAntiAffinity,
        requested,
        nonZeroMilliCpu,
        nonZeroMemory,
        usedPorts,
        claims,
        Map.copyOf(states));
  }

  public NodeInfo with(PodView pod) {
    return new NodeInfo(
        node,
        plus(pods, pod),
        pod.hasPodAffinity() ? plus(withAffinity, pod) : withAffinity,
        pod.hasRequiredAntiAffinity()
            ? plus(withRequiredAntiAffinity, pod)
            : withRequiredAntiAffinity,
        requested.plus(pod.requests()),
        nonZeroMilliCpu + pod.nonZeroMilliCpu(),
        nonZeroMemory + pod.nonZeroMemory(),
        usedPorts.with(pod.hostPorts()),
        ClaimUses.changed(claims, pod, 1),
        images);
  }

  /** Without the pod of that uid; itself if it is not there. */
  public NodeInfo without(PodView pod) {
    int at = place(pods, pod.uid());
    if (at < 0) {
      return this;
    }
    PodView known = pods[at];
    return new NodeInfo(
        node,
        minus(pods, at),
        minus(withAffinity, place(withAffinity, pod.uid())),
        minus(withRequiredAntiAffinity, place(withRequiredAntiAffinity, pod.uid())),
        requested.minus(known.requests()),
        nonZeroMilliCpu - known.nonZeroMilliCpu(),
        nonZeroMemory - known.nonZeroMemory(),
        usedPorts.without(known.hostPorts()),
        ClaimUses.changed(claims, known, -1),
        images);
  }

  private static PodView[] plus(PodView[] pods, PodView pod) {
    PodView[] more = Arrays.copyOf(pods, pods.length + 1);
    more[pods.length] = pod;
    return more;
  }

  private static PodView[] minus(PodView[] pods, int at) {
    if (at < 0) {
      return pods;
    }
    if (pods.length == 1) {
      return NO_PODS;
    }
    PodView[] fewer = Arrays.copyOf(pods, pods.length - 1);
    if (at < fewer.length) {
      fewer[at] = pods[pods.length - 1];
    }
    return fewer;
  }

  private static int place(PodView[] pods, String uid) {
    for (int i = 0; i < pods.length; i++) {
      if (pods[i].uid().equals(uid)) {
        return i;
      }
    }
    return -1;
  }

  public NodeView node() {
    return node;
  }

  public String name() {
    return node.name();
  }

  /** In no order. */
  public List<PodView> pods() {
    return List.of(pods);
  }

  public int podCount() {
    return pods.length;
  }

  /** By place below {@link #podCount}, without a list. */
  public PodView pod(int place) {
    return pods[place];
  }

  public boolean holds(PodView pod) {
    return place(pods, pod.uid()) >= 0;
  }

  /** Those with pod affinity or anti-affinity of any kind. */
  public List<PodView> podsWithAffinity() {
    return List.of(withAffinity);
  }

  public boolean hasPodsWithAffinity() {
    return withAffinity.length > 0;
  }

  public List<PodView> podsWithRequiredAntiAffinity() {
    return List.of(withRequiredAntiAffinity);
  }

  public boolean hasPodsWithRequiredAntiAffinity() {
    return withRequiredAntiAffinity.length > 0;
  }

  public Resources allocatable() {
    return node.allocatable();
  }

  /** Its {@code pods} is 0: {@link #podCount} says it. */
  public Resources requested() {
    return requested;
  }

  public long nonZeroMilliCpu() {
    return nonZeroMilliCpu;
  }

  public long nonZeroMemory() {
    return nonZeroMemory;
  }

  public UsedPorts usedPorts() {
    return usedPorts;
  }

  /** How many of its pods use a claim. */
  public int claimUses(String namespace, String claim) {
    return claims.isEmpty() ? 0 : claims.getOrDefault(namespace + "/" + claim, 0);
  }

  /** By each name of each image that the node has. */
  public Map<String, ImageState> images() {
    return images;
  }

  /** Different for each change of anything here. */
  public long generation() {
    return generation;
  }

  @Override
  public String toString() {
    return node.name() + " with " + pods.length + " pods: " + requested;
  }
}
