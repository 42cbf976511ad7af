package dev.keelson.jepsen.check;

import dev.keelson.jepsen.history.KeyValue;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the store held before the first operation.
 *
 * @param revision the revision it stood at
 * @param keys what was there
 * @param alone whether the history holds every write that was made since. If not, others may have
 *     taken revisions, but only for keys that no write of the history names
 */
public record Start(long revision, Map<String, KeyValue> keys, boolean alone) {

  public Start {
    keys = Map.copyOf(keys);
  }

  /** A cluster just made: revision 1, and nobody else writes. */
  public static Start fresh() {
    return new Start(1, Map.of(), true);
  }

  /**
   * A store that was read once before the run.
   *
   * @param revision the header's revision of that read
   */
  public static Start at(long revision, Collection<KeyValue> found) {
    Map<String, KeyValue> keys = new TreeMap<>();
    found.forEach(kv -> keys.put(kv.key(), kv));
    return new Start(revision, keys, true);
  }

  /** The same, with others who write elsewhere in the meantime. */
  public Start withOthers() {
    return new Start(revision, keys, false);
  }
}
