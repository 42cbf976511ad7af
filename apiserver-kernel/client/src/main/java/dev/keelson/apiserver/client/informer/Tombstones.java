package dev.keelson.apiserver.client.informer;

import dev.keelson.apiserver.model.ObjectName;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * At which version the latest deletions were, so that an event that comes late does not bring back
 * what is gone. Bounded: only events out of order need it, and those are of the recent past.
 */
final class Tombstones {
  static final int CAPACITY = 1024;

  private final LinkedHashMap<ObjectName, String> versions =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ObjectName, String> eldest) {
          return size() > CAPACITY;
        }
      };

  void add(ObjectName name, String version) {
    versions.remove(name);
    versions.put(name, version);
  }

  /** Whether that version of the object was, or may have been, before its deletion. */
  boolean covers(ObjectName name, String version) {
    String deletedAt = versions.get(name);
    return deletedAt != null
        && (version.equals(deletedAt) || ResourceVersions.isOlder(version, deletedAt));
  }

  void remove(ObjectName name) {
    versions.remove(name);
  }

  void clear() {
    versions.clear();
  }
}
