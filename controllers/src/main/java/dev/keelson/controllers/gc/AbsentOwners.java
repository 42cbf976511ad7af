package dev.keelson.controllers.gc;

import java.util.LinkedHashMap;
import java.util.Map;

/** Owners that the server said are not there; the last {@value #CAPACITY}. Thread-safe. */
final class AbsentOwners {
  static final int CAPACITY = 500;

  private final Map<Identity, Boolean> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Identity, Boolean> eldest) {
          return size() > CAPACITY;
        }
      };

  synchronized void add(Identity owner) {
    known.put(owner, true);
  }

  synchronized boolean has(Identity owner) {
    return known.get(owner) != null;
  }
}
