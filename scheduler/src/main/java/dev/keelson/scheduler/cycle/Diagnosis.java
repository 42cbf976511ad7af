package dev.keelson.scheduler.cycle;

import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.cache.Snapshot;
import dev.keelson.scheduler.framework.Judged;
import dev.keelson.scheduler.plugin.NodeVerdicts;
import dev.keelson.scheduler.plugin.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Why a pod fits nowhere: what was found node by node, or before. One thread. */
final class Diagnosis implements NodeVerdicts {
  private static final Verdict NOT_LOOKED_AT = new Verdict.UnschedulableAndUnresolvable(List.of());
  private static final int FIRST_SIZE = 16;

  private final Snapshot snapshot;
  private NodeInfo[] nodes = new NodeInfo[FIRST_SIZE];
  private Verdict[] verdicts = new Verdict[FIRST_SIZE];
  private String[] plugins = new String[FIRST_SIZE];
  private int size;
  private Verdict otherNodes = NOT_LOOKED_AT;
  private String preFilterMessage = "";
  private String postFilterMessage = "";
  private final Set<String> unschedulable = new TreeSet<>();
  private final Set<String> pending = new TreeSet<>();
  private @Nullable Map<String, Verdict> byName;

  Diagnosis(Snapshot snapshot) {
    this.snapshot = snapshot;
  }

  /** Of one node, by Filter. */
  void refuse(NodeInfo node, Verdict verdict, String plugin) {
    if (size == nodes.length) {
      int more = Math.min(size * 4, Math.max(snapshot.size(), size + 1));
      nodes = Arrays.copyOf(nodes, more);
      verdicts = Arrays.copyOf(verdicts, more);
      plugins = Arrays.copyOf(plugins, more);
    }
    nodes[size] = node;
    verdicts[size] = verdict;
    plugins[size] = plugin;
    size++;
    if (!plugin.isEmpty() && (size == 1 || !plugin.equals(plugins[size - 2]))) {
      blame(new Judged(verdict, plugin));
    }
  }

  /** What was found for another pod that is the same to all plugins. */
  void adopt(Diagnosis other) {
    nodes = other.nodes;
    verdicts = other.verdicts;
    plugins = other.plugins;
    size = other.size;
    unschedulable.addAll(other.unschedulable);
    pending.addAll(other.pending);
  }

  /** By PreFilter, of all. */
  void refuseAll(Judged judged) {
    otherNodes = judged.verdict();
    preFilterMessage = judged.verdict().message();
    blame(judged);
  }

  /** Of those that PreFilter did not leave. */
  void refuseOthers(Verdict verdict) {
    otherNodes = verdict;
  }

  void blame(Judged judged) {
    if (!judged.plugin().isEmpty()) {
      unschedulable.add(judged.plugin());
      if (judged.verdict() instanceof Verdict.Pending) {
        pending.add(judged.plugin());
      }
    }
  }

  void blame(Set<String> narrowing) {
    unschedulable.addAll(narrowing);
  }

  void afterPostFilter(String message) {
    postFilterMessage = message;
  }

  int size() {
    return size;
  }

  Snapshot snapshot() {
    return snapshot;
  }

  Set<String> unschedulable() {
    return unschedulable;
  }

  Set<String> pending() {
    return pending;
  }

  NodeInfo node(int place) {
    return nodes[place];
  }

  Verdict verdict(int place) {
    return verdicts[place];
  }

  String plugin(int place) {
    return plugins[place];
  }

  String preFilterMessage() {
    return preFilterMessage;
  }

  @Override
  public Verdict of(String nodeName) {
    Map<String, Verdict> known = byName;
    if (known == null) {
      known = HashMap.newHashMap(size);
      for (int i = 0; i < size; i++) {
        known.put(nodes[i].name(), verdicts[i]);
      }
      byName = known;
    }
    return known.getOrDefault(nodeName, otherNodes);
  }

  @Override
  public List<NodeInfo> resolvable() {
    List<NodeInfo> found = new ArrayList<>();
    if (otherNodes instanceof Verdict.Unschedulable) {
      for (NodeInfo each : snapshot.nodes()) {
        if (of(each.name()) instanceof Verdict.Unschedulable) {
          found.add(each);
        }
      }
      return found;
    }
    for (int i = 0; i < size; i++) {
      if (verdicts[i] instanceof Verdict.Unschedulable) {
        found.add(nodes[i]);
      }
    }
    return found;
  }

  /** {@code 0/5 nodes are available: 2 Insufficient cpu, 3 node(s) … . preemption: …}. */
  String message() {
    return message(snapshot.size());
  }

  String message(int allNodes) {
    StringBuilder text = new StringBuilder("0/").append(allNodes).append(" nodes are available:");
    if (!preFilterMessage.isEmpty()) {
      text.append(' ').append(preFilterMessage).append('.');
    } else {
      List<String> counted = new ArrayList<>();
      reasons(allNodes).forEach((reason, count) -> counted.add(count[0] + " " + reason));
      counted.sort(null);
      if (!counted.isEmpty()) {
        text.append(' ').append(String.join(", ", counted)).append('.');
      }
    }
    return postFilterMessage.isEmpty()
        ? text.toString()
        : text.append(' ').append(postFilterMessage).toString();
  }

  private Map<String, int[]> reasons(int allNodes) {
    Map<String, int[]> reasons = new TreeMap<>();
    int same = 0;
    for (int i = 0; i < size; i++) {
      same++;
      if (i + 1 == size || verdicts[i + 1] != verdicts[i]) {
        count(verdicts[i], same, reasons);
        same = 0;
      }
    }
    if (size < allNodes) {
      count(otherNodes, allNodes - size, reasons);
    }
    return reasons;
  }

  private static void count(Verdict verdict, int times, Map<String, int[]> reasons) {
    if (verdict instanceof Verdict.Refusal refusal) {
      for (String reason : refusal.reasons()) {
        reasons.computeIfAbsent(reason, _ -> new int[1])[0] += times;
      }
    }
  }
}
