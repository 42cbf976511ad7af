package dev.keelson.scheduler.cycle;

import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.plugin.Verdict;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What all filters together have said of each node, about pods of one signature: as long as a node
 * does not change they say the same. A crowd of like pods so costs one look a node and change,
 * instead of one a node and pod. Cycle thread only.
 */
final class KnownVerdicts {
  /**
   * After this all is asked anew, however little has changed: as long as upstream lets pods of one
   * signature share what was found for the first (its batches). Nanos.
   */
  static final long LONGEST = 500_000_000;

  private final long since;
  private long[] generations = {};
  private @Nullable Verdict[] verdicts = {};
  private @Nullable String[] plugins = {};

  private KnownVerdicts(long since) {
    this.since = since;
  }

  /**
   * Empty: it is to be asked for.
   *
   * @param place of the node in its snapshot
   */
  @Nullable Verdict of(int place, NodeInfo node) {
    // Generations are never used twice, so that another node in this place is noticed too.
    return place < generations.length && generations[place] == node.generation()
        ? verdicts[place]
        : null;
  }

  /** Who refused; where a verdict is known. */
  String plugin(int place) {
    String plugin = plugins[place];
    return plugin == null ? "" : plugin;
  }

  void keep(int place, NodeInfo node, Verdict verdict, String plugin) {
    if (place >= generations.length) {
      int size = Math.max(place + 1, Math.max(64, generations.length * 2));
      generations = Arrays.copyOf(generations, size);
      verdicts = Arrays.copyOf(verdicts, size);
      plugins = Arrays.copyOf(plugins, size);
    }
    generations[place] = node.generation();
    verdicts[place] = verdict;
    plugins[place] = plugin;
  }

  /** For the last few signatures. */
  static final class Recent {
    /** Each takes some 16 bytes a node. */
    static final int MOST = 8;

    /**
     * @param skipped filters that the pod's PreFilters said are not to be asked
     */
    private record Question(Object signature, long skipped) {}

    private final Map<Question, KnownVerdicts> all =
        new LinkedHashMap<>(MOST * 2, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Question, KnownVerdicts> eldest) {
            return size() > MOST;
          }
        };

    KnownVerdicts of(Object signature, long skipped, long now) {
      Question question = new Question(signature, skipped);
      KnownVerdicts known = all.get(question);
      if (known == null || now - known.since > LONGEST) {
        known = new KnownVerdicts(now);
        all.put(question, known);
      }
      return known;
    }
  }
}
