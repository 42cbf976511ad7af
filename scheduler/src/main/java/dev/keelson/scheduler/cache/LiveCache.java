package dev.keelson.scheduler.cache;

import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.scheduler.view.NodeView;
import dev.keelson.scheduler.view.PodView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The cluster as it is known, and as it will be: pods that the scheduler has decided upon are on
 * their node before the API server says so (assumed), until it does (added) or until that failed
 * (forgotten). Written by the informers' threads and the cycle, under one lock; the cycle reads
 * {@link #snapshot}.
 */
public final class LiveCache {
  private final Map<String, NodeInfo> nodes = new LinkedHashMap<>();

  /** Pods by uid; each knows its node. */
  private final Map<String, PodView> pods = new HashMap<>();

  /** Uids. */
  private final Set<String> assumed = new HashSet<>();

  /** Pods of nodes that are not there, by uid: the node may come, or come back. */
  private final Map<String, Map<String, PodView>> homeless = new HashMap<>();

  private final Images images = new Images();
  private final Set<String> changed = new LinkedHashSet<>();
  private boolean isReordered = true;
  private Snapshot last = Snapshot.EMPTY;

  private synchronized <T> T locked(Supplier<T> what) {
    return what.get();
  }

  public void addNode(NodeView node) {
    locked(() -> put(node));
  }

  public void updateNode(NodeView node) {
    locked(() -> put(node));
  }

  private boolean put(NodeView node) {
    NodeInfo known = nodes.get(node.name());
    if (known == null) {
      NodeInfo info = NodeInfo.of(node).withImages(images.add(node));
      Map<String, PodView> waiting = homeless.remove(node.name());
      if (waiting != null) {
        for (PodView pod : waiting.values()) {
          info = info.with(pod);
        }
      }
      nodes.put(node.name(), info);
      isReordered = true;
      return true;
    }
    NodeInfo info = known.withNode(node);
    if (!known.node().images().equals(node.images())) {
      images.remove(known.node());
      info = info.withImages(images.add(node));
    }
    isReordered |= !known.node().zone().equals(node.zone());
    return set(info);
  }

  public void removeNode(String name) {
    locked(
        () -> {
          NodeInfo gone = nodes.remove(name);
          if (gone == null) {
            return false;
          }
          images.remove(gone.node());
          if (gone.podCount() > 0) {
            Map<String, PodView> left = homeless.computeIfAbsent(name, _ -> new LinkedHashMap<>());
            gone.pods().forEach(pod -> left.put(pod.uid(), pod));
          }
          changed.remove(name);
          isReordered = true;
          return true;
        });
  }

  /**
   * The scheduler has decided.
   *
   * @param pod with its node
   * @return whether it was not known to be on a node already
   */
  public boolean assume(PodView pod) {
    return locked(
        () -> {
          if (pods.containsKey(pod.uid())) {
            return false;
          }
          place(pod);
          assumed.add(pod.uid());
          return true;
        });
  }

  /**
   * It could not be bound.
   *
   * @return whether it was assumed
   */
  public boolean forget(PodView pod) {
    return locked(
        () -> {
          if (!assumed.remove(pod.uid())) {
            return false;
          }
          displace(pod.uid());
          return true;
        });
  }

  public boolean isAssumed(String uid) {
    return locked(() -> assumed.contains(uid));
  }

  /** The assumed pod, with its node. */
  public Optional<PodView> assumedPod(String uid) {
    return locked(
        () -> assumed.contains(uid) ? Optional.ofNullable(pods.get(uid)) : Optional.empty());
  }

  /** The API server says that it is bound; confirms what was assumed. */
  public void addPod(PodView pod) {
    locked(() -> putPod(pod));
  }

  public void updatePod(PodView pod) {
    locked(() -> putPod(pod));
  }

  private boolean putPod(PodView pod) {
    PodView known = pods.get(pod.uid());
    assumed.remove(pod.uid());
    if (known == null) {
      place(pod);
      return true;
    }
    NodeInfo info = nodes.get(pod.nodeName());
    if (info != null && known.nodeName().equals(pod.nodeName())) {
      pods.put(pod.uid(), pod);
      return set(info.without(known).with(pod));
    }
    displace(pod.uid());
    place(pod);
    return true;
  }

  /** It is gone, or has run to its end. */
  public void removePod(String uid) {
    locked(
        () -> {
          assumed.remove(uid);
          displace(uid);
          return true;
        });
  }

  /** As the cache knows it, on its node. */
  public Optional<PodView> pod(String uid) {
    return locked(() -> Optional.ofNullable(pods.get(uid)));
  }

  private void place(PodView pod) {
    pods.put(pod.uid(), pod);
    NodeInfo info = nodes.get(pod.nodeName());
    if (info == null) {
      homeless.computeIfAbsent(pod.nodeName(), _ -> new LinkedHashMap<>()).put(pod.uid(), pod);
    } else {
      set(info.with(pod));
    }
  }

  private void displace(String uid) {
    PodView known = pods.remove(uid);
    if (known == null) {
      return;
    }
    NodeInfo info = nodes.get(known.nodeName());
    if (info != null) {
      set(info.without(known));
    }
    homeless.computeIfPresent(
        known.nodeName(),
        (_, left) -> {
          left.remove(uid);
          return left.isEmpty() ? null : left;
        });
  }

  private boolean set(NodeInfo info) {
    nodes.put(info.name(), info);
    changed.add(info.name());
    return true;
  }

  /** As it is now. Costs what has changed since the last, and a copy of the nodes' references. */
  public synchronized Snapshot snapshot() {
    if (isReordered) {
      last = Snapshot.of(ZoneOrder.of(nodes.values()));
    } else if (!changed.isEmpty()) {
      List<NodeInfo> news = new ArrayList<>(changed.size());
      for (String name : changed) {
        NodeInfo info = nodes.get(name);
        if (info != null) {
          news.add(info);
        }
      }
      last = last.with(news);
    }
    isReordered = false;
    changed.clear();
    return last;
  }

  public int nodeCount() {
    return locked(nodes::size);
  }

  public int podCount() {
    return locked(pods::size);
  }

  public int assumedCount() {
    return locked(assumed::size);
  }

  /** Names of all assumed pods; for diagnosis. */
  public List<ObjectName> assumedPods() {
    return locked(
        () -> {
          List<ObjectName> names = new ArrayList<>();
          for (String uid : assumed) {
            PodView pod = pods.get(uid);
            if (pod != null) {
              names.add(pod.name());
            }
          }
          return names;
        });
  }
}
