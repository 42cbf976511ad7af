package dev.keelson.scheduler.queue;

import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.scheduler.plugin.Nominator;
import dev.keelson.scheduler.view.PodView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * See {@link Nominator}. Its own lock, under which nothing else is called but {@code isWaiting}.
 */
public final class NominatedPods implements Nominator {
  private final Map<String, List<PodView>> byNode = new HashMap<>();
  private final Map<String, String> nodes = new HashMap<>();
  private final Predicate<ObjectName> isWaiting;

  /** Spares the lock where there are none, which is nearly always. */
  private volatile boolean isEmpty = true;

  /**
   * @param isWaiting whether a pod is there and not bound
   */
  public NominatedPods(Predicate<ObjectName> isWaiting) {
    this.isWaiting = isWaiting;
  }

  public boolean isEmpty() {
    return isEmpty;
  }

  @Override
  public List<PodView> nominatedFor(String nodeName) {
    if (isEmpty) {
      return List.of();
    }
    synchronized (this) {
      List<PodView> pods = byNode.get(nodeName);
      return pods == null ? List.of() : List.copyOf(pods);
    }
  }

  @Override
  public void nominate(PodView pod, String nodeName) {
    boolean isThere = !nodeName.isEmpty() && isWaiting.test(pod.name());
    synchronized (this) {
      drop(pod);
      if (isThere) {
        put(pod, nodeName);
      }
    }
  }

  /** As its status says. */
  void nominateAsWritten(PodView pod) {
    if (pod.nominatedNodeName().isEmpty() && isEmpty) {
      return;
    }
    nominate(pod, pod.nominatedNodeName());
  }

  /** What is nominated only here stays so; what its status says goes before. */
  void update(PodView before, PodView now) {
    if (isEmpty && now.nominatedNodeName().isEmpty()) {
      return;
    }
    String node = now.nominatedNodeName();
    if (before.nominatedNodeName().isEmpty() && node.isEmpty()) {
      synchronized (this) {
        node = nodes.getOrDefault(now.uid(), "");
      }
    }
    nominate(now, node);
  }

  @Override
  public void withdraw(PodView pod) {
    if (!isEmpty) {
      synchronized (this) {
        drop(pod);
      }
    }
  }

  private void put(PodView pod, String nodeName) {
    nodes.put(pod.uid(), nodeName);
    byNode.computeIfAbsent(nodeName, _ -> new ArrayList<>()).add(pod);
    isEmpty = false;
  }

  private void drop(PodView pod) {
    String node = nodes.remove(pod.uid());
    if (node != null) {
      byNode.computeIfPresent(
          node,
          (_, pods) -> {
            pods.removeIf(each -> each.uid().equals(pod.uid()));
            return pods.isEmpty() ? null : pods;
          });
      isEmpty = nodes.isEmpty();
    }
  }
}
