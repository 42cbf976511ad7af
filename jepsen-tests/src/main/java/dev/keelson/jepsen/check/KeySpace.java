package dev.keelson.jepsen.check;

import dev.keelson.jepsen.history.KeyValue;
import dev.keelson.jepsen.history.Operation;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The state while history is replayed: it can be taken back, change by change. */
final class KeySpace {

  private record Undo(String key, Optional<KeyValue> before) {}

  private final NavigableMap<String, KeyValue> keys = new TreeMap<>();
  private final Map<Long, Set<String>> attached = new HashMap<>();
  private final Deque<Undo> journal = new ArrayDeque<>();
  private final Replay replay;
  // without choices there is nothing to take back: then no journal is kept
  private final boolean keepsJournal;

  KeySpace(Start start, Replay replay, boolean keepsJournal) {
    this.replay = replay;
    this.keepsJournal = keepsJournal;
    start.keys().forEach((key, kv) -> set(key, Optional.of(kv)));
  }

  NavigableMap<String, KeyValue> keys() {
    return keys;
  }

  /** Keys that hang on a lease now. */
  Set<String> attached(long lease) {
    return Collections.unmodifiableSet(attached.getOrDefault(lease, Set.of()));
  }

  /** Leases that hold a key now. */
  Set<Long> holding() {
    return Collections.unmodifiableSet(attached.keySet());
  }

  int mark() {
    return journal.size();
  }

  void apply(
      long revision,
      Map<String, Optional<KeyValue>> changes,
      Optional<Operation> writer,
      Predicate<String> certain) {
    changes.forEach(
        (key, kv) -> {
          if (keepsJournal) {
            journal.push(new Undo(key, Optional.ofNullable(keys.get(key))));
          }
          set(key, kv);
          replay.add(new Replay.Change(revision, key, kv, writer, certain.test(key)));
        });
  }

  void undoTo(int mark) {
    while (journal.size() > mark) {
      Undo undo = journal.pop();
      set(undo.key(), undo.before());
      replay.removeLast(undo.key());
    }
  }

  private void set(String key, Optional<KeyValue> kv) {
    KeyValue old = keys.get(key);
    if (old != null && old.lease() != 0) {
      Set<String> held = attached.computeIfAbsent(old.lease(), _ -> new TreeSet<>());
      held.remove(key);
      if (held.isEmpty()) {
        attached.remove(old.lease());
      }
    }
    if (kv.isEmpty()) {
      keys.remove(key);
      return;
    }
    keys.put(key, kv.get());
    if (kv.get().lease() != 0) {
      attached.computeIfAbsent(kv.get().lease(), _ -> new TreeSet<>()).add(key);
    }
  }
}
