package dev.keelson.launcher.judge;

import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.KeyValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every change of a store by revision, as a watch from the first revision tells it. */
final class History {

  /** One change; {@code value} is empty and {@code deleted} true for a tombstone. */
  record Change(String key, String value, boolean deleted, long version, long created) {
    static Change of(Event event) {
      KeyValue kv = event.getKv();
      return new Change(
          kv.getKey().toStringUtf8(),
          kv.getValue().toStringUtf8(),
          event.getType() == Event.EventType.DELETE,
          kv.getVersion(),
          kv.getCreateRevision());
    }
  }

  private final TreeMap<Long, List<Change>> changes = new TreeMap<>();

  synchronized void add(Event event) {
    changes
        .computeIfAbsent(event.getKv().getModRevision(), _ -> new ArrayList<>())
        .add(Change.of(event));
  }

  /** Newest revision, 1 when there was no change. */
  synchronized long newest() {
    return changes.isEmpty() ? 1 : changes.lastKey();
  }

  synchronized int size() {
    return changes.size();
  }

  synchronized List<Change> at(long revision) {
    return List.copyOf(changes.getOrDefault(revision, List.of()));
  }

  /** Where the other history, of the same store at another time or member, tells it otherwise. */
  List<String> contradictions(History other, String mine, String others) {
    List<String> found = new ArrayList<>();
    for (long revision = 2; revision <= Math.min(newest(), other.newest()); revision++) {
      if (!at(revision).equals(other.at(revision))) {
        found.add(
            "revision "
                + revision
                + " is "
                + at(revision)
                + " in "
                + mine
                + " and "
                + other.at(revision)
                + " in "
                + others);
      }
    }
    return found;
  }

  /**
   * Revisions without a change, and versions or create revisions that do not follow (rules 2, 4).
   */
  synchronized List<String> inconsistencies() {
    List<String> found = new ArrayList<>();
    Map<String, Change> last = new HashMap<>();
    long expected = 2;
    for (Map.Entry<Long, List<Change>> entry : changes.entrySet()) {
      if (entry.getKey() != expected) {
        found.add("no change at revision " + expected + ", the next is at " + entry.getKey());
      }
      expected = entry.getKey() + 1;
      for (Change change : entry.getValue()) {
        Change before = last.get(change.key());
        boolean existed = before != null && !before.deleted();
        if (change.deleted()) {
          if (!existed) {
            found.add("revision " + entry.getKey() + " deletes what is not there: " + change);
          }
        } else {
          long version = existed ? before.version() + 1 : 1;
          long created = existed ? before.created() : entry.getKey();
          if (change.version() != version || change.created() != created) {
            found.add(
                "revision "
                    + entry.getKey()
                    + ": "
                    + change
                    + " should have version "
                    + version
                    + " and create revision "
                    + created);
          }
        }
        last.put(change.key(), change);
      }
    }
    return found;
  }
}
