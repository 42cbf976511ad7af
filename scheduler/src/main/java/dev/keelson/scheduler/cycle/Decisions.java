package dev.keelson.scheduler.cycle;

import dev.keelson.apiserver.model.ObjectName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The last decision on each pod that waits, up to {@value #MOST}; the oldest goes first. */
public final class Decisions {
  static final int MOST = 4096;

  private final Map<ObjectName, Decision> byPod =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ObjectName, Decision> eldest) {
          return size() > MOST;
        }
      };

  synchronized void put(Decision decision) {
    byPod.remove(decision.pod());
    byPod.put(decision.pod(), decision);
  }

  /** It is bound, or gone. */
  public synchronized void remove(ObjectName pod) {
    byPod.remove(pod);
  }

  public synchronized Optional<Decision> find(ObjectName pod) {
    return Optional.ofNullable(byPod.get(pod));
  }
}
