package dev.keelson.scheduler.plugins.match;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many there are in each domain of one topology: by the value of a node label. A domain once
 * mentioned stays known at zero. Forks share what they have in common, so that trying a change on
 * one node costs nothing for the others. One thread; the common part is never changed after the
 * first fork.
 */
public final class DomainCounts {
  private static final int UNKNOWN = -1;

  private final Map<String, int[]> common;
  private @Nullable Map<String, Integer> own;
  private boolean isShared;
  private int positive;
  private int least = UNKNOWN;

  public DomainCounts() {
    this.common = new HashMap<>();
  }

  private DomainCounts(DomainCounts other) {
    this.common = other.common;
    this.own = other.own == null ? null : new HashMap<>(other.own);
    this.isShared = true;
    this.positive = other.positive;
    this.least = other.least;
  }

  /** One that goes its own way from here. */
  public DomainCounts fork() {
    isShared = true;
    return new DomainCounts(this);
  }

  /** 0 where the domain is unknown. */
  public int get(String domain) {
    Map<String, Integer> changes = own;
    if (changes != null) {
      Integer changed = changes.get(domain);
      if (changed != null) {
        return changed;
      }
    }
    int[] count = common.get(domain);
    return count == null ? 0 : count[0];
  }

  /** Makes the domain known, whatever is added. */
  public void add(String domain, int amount) {
    least = UNKNOWN;
    if (isShared) {
      addOwn(domain, amount);
      return;
    }
    int[] count = common.get(domain);
    if (count == null) {
      count = new int[1];
      common.put(domain, count);
    }
    count(count[0], count[0] + amount);
    count[0] += amount;
  }

  private void addOwn(String domain, int amount) {
    int before = get(domain);
    count(before, before + amount);
    Map<String, Integer> changes = own;
    if (changes == null) {
      changes = new HashMap<>(4);
      own = changes;
    }
    changes.put(domain, before + amount);
  }

  private void count(int before, int after) {
    positive += (after > 0 ? 1 : 0) - (before > 0 ? 1 : 0);
  }

  /** Whether no domain has any. */
  public boolean isZero() {
    return positive == 0;
  }

  /** Of known domains. */
  public int domains() {
    int more = 0;
    if (own != null) {
      for (String domain : own.keySet()) {
        more += common.containsKey(domain) ? 0 : 1;
      }
    }
    return common.size() + more;
  }

  /** The smallest count of a known domain; {@link Integer#MAX_VALUE} where none is known. */
  public int least() {
    if (least == UNKNOWN) {
      int found = Integer.MAX_VALUE;
      for (Map.Entry<String, int[]> each : common.entrySet()) {
        int count = each.getValue()[0];
        if (count < found && (own == null || !own.containsKey(each.getKey()))) {
          found = count;
        }
      }
      if (own != null) {
        for (int each : own.values()) {
          found = Math.min(found, each);
        }
      }
      least = found;
    }
    return least;
  }

  /** By known domain: for comparisons and messages. */
  public Map<String, Integer> asMap() {
    Map<String, Integer> all = new HashMap<>();
    common.forEach((domain, count) -> all.put(domain, count[0]));
    if (own != null) {
      all.putAll(own);
    }
    return all;
  }
}
