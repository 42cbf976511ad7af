package dev.keelson.scheduler.plugins.affinity;

import dev.keelson.scheduler.plugins.match.DomainCounts;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** How many matches there are in each domain of a few topologies. One thread. */
final class TopologyCounts {
  private String[] keys = new String[2];
  private DomainCounts[] counts = new DomainCounts[2];
  private int size;

  /** To the domain in which a node with these labels lies; nothing where it lies in none. */
  void add(String key, Map<String, String> nodeLabels, int amount) {
    String domain = nodeLabels.get(key);
    if (domain != null) {
      of(key).add(domain, amount);
    }
  }

  private DomainCounts of(String key) {
    for (int i = 0; i < size; i++) {
      if (keys[i].equals(key)) {
        return counts[i];
      }
    }
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, size * 2);
      counts = Arrays.copyOf(counts, size * 2);
    }
    keys[size] = key;
    counts[size] = new DomainCounts();
    return counts[size++];
  }

  int get(String key, String domain) {
    for (int i = 0; i < size; i++) {
      if (keys[i].equals(key)) {
        return counts[i].get(domain);
      }
    }
    return 0;
  }

  /** Whether a node with these labels lies in a domain with any. */
  boolean touch(Map<String, String> nodeLabels) {
    for (int i = 0; i < size; i++) {
      String domain = nodeLabels.get(keys[i]);
      if (domain != null && counts[i].get(domain) > 0) {
        return true;
      }
    }
    return false;
  }

  boolean isZero() {
    for (int i = 0; i < size; i++) {
      if (!counts[i].isZero()) {
        return false;
      }
    }
    return true;
  }

  TopologyCounts fork() {
    TopologyCounts fork = new TopologyCounts();
    fork.keys = keys.clone();
    fork.counts = new DomainCounts[counts.length];
    for (int i = 0; i < size; i++) {
      fork.counts[i] = counts[i].fork();
    }
    fork.size = size;
    return fork;
  }

  /** Those with any, by {@code key=domain}: for comparisons. */
  Map<String, Integer> asMap() {
    Map<String, Integer> all = new HashMap<>();
    for (int i = 0; i < size; i++) {
      String key = keys[i];
      counts[i]
          .asMap()
          .forEach(
              (domain, count) -> {
                if (count != 0) {
                  all.put(key + "=" + domain, count);
                }
              });
    }
    return all;
  }
}
