package dev.keelson.nodeagent.node;

import dev.keelson.nodeagent.pod.Rejection;
import dev.keelson.nodeagent.pod.Resize;
import dev.keelson.nodeagent.spec.Resources;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What of a node is booked by which of its pods. Thread-safe. */
final class Ledger {
  private final Resources allocatable;
  private final Map<String, Resources> booked = new HashMap<>();
  private Resources total = Resources.NONE;

  Ledger(Resources allocatable) {
    this.allocatable = allocatable;
  }

  /** Books it, if there is room; again, if it is booked. */
  synchronized Optional<Rejection> admit(String key, Resources request) {
    if (booked.containsKey(key)) {
      return Optional.empty();
    }
    long pods = allocatable.amount("pods");
    if (booked.size() + 1 > pods) {
      return Optional.of(rejection("pods", 1, booked.size(), pods));
    }
    for (String name : ordered(request)) {
      long wanted = request.amount(name);
      long used = total.amount(name);
      long capacity = allocatable.amount(name);
      boolean isKnown = !name.contains("/") || allocatable.amounts().containsKey(name);
      if (isKnown && used + wanted > capacity) {
        return Optional.of(rejection(name, wanted, used, capacity));
      }
    }
    book(key, request);
    return Optional.empty();
  }

  /** Those of the core first, as kubelet's check goes. */
  private static Set<String> ordered(Resources request) {
    Set<String> names = new LinkedHashSet<>(List.of("cpu", "memory", "ephemeral-storage"));
    names.retainAll(request.amounts().keySet());
    names.addAll(request.amounts().keySet());
    return names;
  }

  private static Rejection rejection(String name, long wanted, long used, long capacity) {
    return new Rejection("OutOf" + name, shortage("resource", name, wanted, used, capacity));
  }

  private static String shortage(String what, String name, long wanted, long used, long all) {
    return "Node didn't have enough %s: %s, requested: %d, used: %d, capacity: %d"
        .formatted(what, name, wanted, used, all);
  }

  private void book(String key, Resources request) {
    Resources before = booked.put(key, request);
    total = (before == null ? total : total.minus(before)).plus(request);
  }

  synchronized Resize resize(String key, Resources request) {
    Resources before = booked.getOrDefault(key, Resources.NONE);
    for (String name : ordered(request)) {
      long wanted = request.amount(name);
      long capacity = allocatable.amount(name);
      if (wanted > capacity) {
        return new Resize.Infeasible(
            "Node didn't have enough capacity: %s, requested: %d, capacity: %d"
                .formatted(name, wanted, capacity));
      }
      long used = total.amount(name) - before.amount(name);
      if (used + wanted > capacity) {
        return new Resize.Deferred(shortage("resource", name, wanted, used, capacity));
      }
    }
    book(key, request);
    return new Resize.Done();
  }

  synchronized void release(String key) {
    Resources before = booked.remove(key);
    if (before != null) {
      total = total.minus(before);
    }
  }

  synchronized int pods() {
    return booked.size();
  }

  synchronized Resources total() {
    return total;
  }
}
