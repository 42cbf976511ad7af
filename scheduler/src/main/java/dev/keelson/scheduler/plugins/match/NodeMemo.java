package dev.keelson.scheduler.plugins.match;

import dev.keelson.scheduler.cache.NodeInfo;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about each node, kept until the node changes. Scheduling thread only.
 *
 * @param <T> what was found out
 */
public final class NodeMemo<T> {
  private long[] generations = {};
  private @Nullable Object[] values = {};

  /**
   * @param place of the node in its snapshot
   */
  public T at(int place, NodeInfo node, Function<NodeInfo, T> find) {
    if (place >= values.length) {
      int size = Math.max(place + 1, values.length * 2);
      values = Arrays.copyOf(values, size);
      generations = Arrays.copyOf(generations, size);
    }
    Object known = values[place];
    // Generations are never used twice, so that another node in this place is noticed too.
    if (known == null || generations[place] != node.generation()) {
      T found = find.apply(node);
      values[place] = found;
      generations[place] = node.generation();
      return found;
    }
    @SuppressWarnings("unchecked")
    T value = (T) known;
    return value;
  }

  /**
   * Memos for the last few questions.
   *
   * @param <K> the question, by equals
   */
  public static final class Recent<K, T> {
    private final Map<K, NodeMemo<T>> memos;

    /**
     * @param most how many questions; each takes some 16 bytes a node, and its answers
     */
    public Recent(int most) {
      this.memos =
          new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, NodeMemo<T>> eldest) {
              return size() > most;
            }
          };
    }

    public NodeMemo<T> of(K question) {
      return memos.computeIfAbsent(question, _ -> new NodeMemo<>());
    }
  }
}
