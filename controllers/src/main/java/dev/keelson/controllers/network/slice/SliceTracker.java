package dev.keelson.controllers.network.slice;

import dev.keelson.apiserver.model.ObjectName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One's own writes of slices, by the Service they are of: until the store has seen them, what it
 * says must not be decided upon. Keeps a version for each slice that is there. Thread-safe.
 */
public final class SliceTracker {
  /** Looks in a row, each later than the one before, after which nobody waits any longer. */
  static final int PATIENCE = 12;

  private static final long GONE = -1;

  /** Of one Service: versions by uid, and how often in a row the store was behind. */
  private static final class Expected {
    private final Map<String, Long> versions = new HashMap<>();
    private int stale;
  }

  private final Map<ObjectName, Expected> services = new HashMap<>();

  /** It was written, or seen. */
  public synchronized void wrote(Slice slice) {
    of(slice).versions.put(slice.object().uid(), version(slice));
  }

  public synchronized void deleted(Slice slice) {
    of(slice).versions.put(slice.object().uid(), GONE);
  }

  private Expected of(Slice slice) {
    return services.computeIfAbsent(slice.service(), _ -> new Expected());
  }

  public synchronized boolean knows(Slice slice) {
    Expected expected = services.get(slice.service());
    return expected != null && expected.versions.containsKey(slice.object().uid());
  }

  /** Whether that is news: somebody else's doing, or from before our time. */
  public synchronized boolean isNews(Slice slice) {
    Expected expected = services.get(slice.service());
    Long known = expected == null ? null : expected.versions.get(slice.object().uid());
    return known == null || version(slice) > known;
  }

  /**
   * It is gone.
   *
   * @return whether that was not our doing
   */
  public synchronized boolean isLoss(Slice slice) {
    Expected expected = services.get(slice.service());
    Long known = expected == null ? null : expected.versions.remove(slice.object().uid());
    return known != null && known != GONE;
  }

  /**
   * Whether the store is behind our writes. If it remains so for {@link #PATIENCE} looks, then
   * somebody undid them unseen: they are forgotten, and the store is believed.
   */
  public synchronized boolean isStale(ObjectName service, List<Slice> stored) {
    Expected expected = services.get(service);
    if (expected == null) {
      return false;
    }
    if (!isBehind(expected, stored)) {
      expected.stale = 0;
      return false;
    }
    if (++expected.stale < PATIENCE) {
      return true;
    }
    services.remove(service);
    return false;
  }

  private static boolean isBehind(Expected expected, List<Slice> stored) {
    Map<String, Long> missing = new HashMap<>(expected.versions);
    for (Slice each : stored) {
      Long known = missing.remove(each.object().uid());
      if (known != null && (known == GONE || known > version(each))) {
        return true;
      }
    }
    return missing.values().stream().anyMatch(version -> version != GONE);
  }

  public synchronized void forget(ObjectName service) {
    services.remove(service);
  }

  private static long version(Slice slice) {
    try {
      return Long.parseLong(slice.object().resourceVersion());
    } catch (NumberFormatException _) {
      return 0;
    }
  }
}
