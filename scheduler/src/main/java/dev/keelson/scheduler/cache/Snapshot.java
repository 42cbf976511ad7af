package dev.keelson.scheduler.cache;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The cluster at one moment. Immutable; shares with the next what has not changed. Nodes are in an
 * order that takes one of each zone in turn.
 */
public final class Snapshot {
  public static final Snapshot EMPTY = of(List.of());

  private final NodeInfo[] nodes;
  private final Map<String, Integer> places;

  /** Made when first asked for; harmless if made twice. */
  private volatile @Nullable List<NodeInfo> withAffinity;

  private volatile @Nullable List<NodeInfo> withRequiredAntiAffinity;

  private Snapshot(NodeInfo[] nodes, Map<String, Integer> places) {
    this.nodes = nodes;
    this.places = places;
  }

  /** Of these, in this order. */
  public static Snapshot of(List<NodeInfo> nodes) {
    NodeInfo[] all = nodes.toArray(NodeInfo[]::new);
    Map<String, Integer> places = HashMap.newHashMap(all.length);
    for (int i = 0; i < all.length; i++) {
      places.put(all[i].name(), i);
    }
    return new Snapshot(all, places);
  }

  /**
   * The same nodes, some of them changed.
   *
   * @param changed as many as it may be; none that this does not have
   */
  Snapshot with(List<NodeInfo> changed) {
    if (changed.isEmpty()) {
      return this;
    }
    NodeInfo[] all = nodes.clone();
    boolean affinity = false;
    boolean anti = false;
    for (NodeInfo each : changed) {
      int at = placeOf(each.name());
      affinity |= all[at].hasPodsWithAffinity() || each.hasPodsWithAffinity();
      anti |= all[at].hasPodsWithRequiredAntiAffinity() || each.hasPodsWithRequiredAntiAffinity();
      all[at] = each;
    }
    Snapshot next = new Snapshot(all, places);
    // Lists of others' nodes stay true.
    next.withAffinity = affinity ? null : withAffinity;
    next.withRequiredAntiAffinity = anti ? null : withRequiredAntiAffinity;
    return next;
  }

  public int size() {
    return nodes.length;
  }

  /** By place below {@link #size}. */
  public NodeInfo node(int place) {
    return nodes[place];
  }

  public Optional<NodeInfo> node(String name) {
    int at = placeOf(name);
    return at < 0 ? Optional.empty() : Optional.of(nodes[at]);
  }

  /** -1: there is none. The same in all snapshots between which no node came, went or moved. */
  public int placeOf(String name) {
    return places.getOrDefault(name, -1);
  }

  public List<NodeInfo> nodes() {
    return new Nodes(nodes);
  }

  /** Those with pods that have pod affinity or anti-affinity of any kind. */
  public List<NodeInfo> havePodsWithAffinity() {
    List<NodeInfo> known = withAffinity;
    if (known == null) {
      known = only(NodeInfo::hasPodsWithAffinity);
      withAffinity = known;
    }
    return known;
  }

  public List<NodeInfo> havePodsWithRequiredAntiAffinity() {
    List<NodeInfo> known = withRequiredAntiAffinity;
    if (known == null) {
      known = only(NodeInfo::hasPodsWithRequiredAntiAffinity);
      withRequiredAntiAffinity = known;
    }
    return known;
  }

  private List<NodeInfo> only(Predicate<NodeInfo> which) {
    return Arrays.stream(nodes).filter(which).toList();
  }

  /** A view without a copy. */
  private static final class Nodes extends AbstractList<NodeInfo> implements RandomAccess {
    private final NodeInfo[] nodes;

    Nodes(NodeInfo[] nodes) {
      this.nodes = nodes;
    }

    @Override
    public NodeInfo get(int index) {
      return nodes[index];
    }

    @Override
    public int size() {
      return nodes.length;
    }
  }
}
