package dev.keelson.jepsen.check;

import dev.keelson.jepsen.history.KeyValue;
import dev.keelson.jepsen.history.Keys;
import dev.keelson.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The store's past as the history proves it: every change in revision order, and so the state at
 * every revision from the start to {@link #reached}.
 */
public final class Replay {

  /**
   * One change of one key.
   *
   * @param kv what was there then; empty: deleted
   * @param writer who did it, if an operation did
   * @param certain whether somebody saw it or was told of it; if not, a write of unknown outcome
   *     was put here because some write must be
   */
  public record Change(
      long revision,
      String key,
      Optional<KeyValue> kv,
      Optional<Operation> writer,
      boolean certain) {}

  private final long from;
  private final TreeMap<String, List<Change>> byKey = new TreeMap<>();
  private long reached;

  Replay(Start start) {
    this.from = start.revision();
    this.reached = start.revision();
    start
        .keys()
        .forEach(
            (key, kv) ->
                changesOf(key)
                    .add(
                        new Change(
                            kv.modRevision(), key, Optional.of(kv), Optional.empty(), true)));
  }

  void add(Change change) {
    changesOf(change.key()).add(change);
  }

  /** Takes the newest change of a key back. */
  void removeLast(String key) {
    changesOf(key).removeLast();
  }

  void reached(long revision) {
    this.reached = revision;
  }

  private List<Change> changesOf(String key) {
    return byKey.computeIfAbsent(key, _ -> new ArrayList<>(4));
  }

  /** The revision before the first operation. */
  public long from() {
    return from;
  }

  /** The newest revision that is known. */
  public long reached() {
    return reached;
  }

  /** The last change of a key up to and at a revision. */
  public Optional<Change> change(String key, long revision) {
    List<Change> changes = byKey.getOrDefault(key, List.of());
    int low = 0;
    int high = changes.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (changes.get(middle).revision() <= revision) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? Optional.empty() : Optional.of(changes.get(low - 1));
  }

  /** What a key was at a revision. */
  public Optional<KeyValue> at(String key, long revision) {
    return change(key, revision).flatMap(Change::kv);
  }

  /** What was in a range at a revision. */
  public NavigableMap<String, KeyValue> at(Keys keys, long revision) {
    NavigableMap<String, KeyValue> state = new TreeMap<>();
    for (String key : Semantics.span(byKey, keys).keySet()) {
      at(key, revision).ifPresent(kv -> state.put(key, kv));
    }
    return state;
  }

  /** Whether what was in a range at a revision is known and not only assumed. */
  public boolean isCertain(Keys keys, long revision) {
    return Semantics.span(byKey, keys).keySet().stream()
        .allMatch(key -> change(key, revision).map(Change::certain).orElse(true));
  }

  /** Changes in a range, both revisions included, by revision, then key. */
  public List<Change> between(Keys keys, long first, long last) {
    List<Change> found = new ArrayList<>();
    for (List<Change> changes : Semantics.span(byKey, keys).values()) {
      for (Change change : changes) {
        if (change.revision() >= first && change.revision() <= last) {
          found.add(change);
        }
      }
    }
    found.sort(Comparator.comparingLong(Change::revision).thenComparing(Change::key));
    return found;
  }
}
