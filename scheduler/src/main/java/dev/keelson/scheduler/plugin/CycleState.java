package dev.keelson.scheduler.plugin;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What plugins remember from one extension point to the next of one attempt at one pod. One thread
 * at a time. Preemption works on copies.
 */
public final class CycleState {
  private static final AtomicInteger KEYS = new AtomicInteger();

  /** What is remembered. */
  public interface Data {
    /** One whose changes do not show in this; itself where it never changes. */
    default Data copy() {
      return this;
    }
  }

  /** Where something is remembered: one static constant a plugin and extension point. */
  public static final class Key<T extends Data> {
    private final String name;
    private final Class<T> type;
    private final int slot = KEYS.getAndIncrement();

    private Key(String name, Class<T> type) {
      this.name = name;
      this.type = type;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * @param name for messages: {@code PreFilterNodePorts}
   */
  public static <T extends Data> Key<T> key(String name, Class<T> type) {
    return new Key<>(name, type);
  }

  private @Nullable Data[] slots = new Data[16];
  private long skippedFilters;
  private long skippedScores;

  public <T extends Data> void put(Key<T> key, T data) {
    if (key.slot >= slots.length) {
      slots = Arrays.copyOf(slots, Math.max(key.slot + 1, slots.length * 2));
    }
    slots[key.slot] = data;
  }

  public <T extends Data> Optional<T> find(Key<T> key) {
    Data data = key.slot < slots.length ? slots[key.slot] : null;
    return data == null ? Optional.empty() : Optional.of(key.type.cast(data));
  }

  /**
   * Without the Optional, for Filter and Score, which run once a node.
   *
   * @throws PluginFailure nothing is remembered there
   */
  public <T extends Data> T get(Key<T> key) {
    Data data = key.slot < slots.length ? slots[key.slot] : null;
    if (data == null) {
      throw new PluginFailure("reading \"" + key + "\" from cycleState: not found");
    }
    return key.type.cast(data);
  }

  public CycleState copy() {
    CycleState copy = new CycleState();
    copy.slots = new Data[slots.length];
    for (int i = 0; i < slots.length; i++) {
      Data data = slots[i];
      copy.slots[i] = data == null ? null : data.copy();
    }
    copy.skippedFilters = skippedFilters;
    copy.skippedScores = skippedScores;
    return copy;
  }

  /** The framework's: bit n is the profile's n-th plugin, whose PreFilter said Skip. */
  public long skippedFilters() {
    return skippedFilters;
  }

  public void skipFilters(long bits) {
    skippedFilters = bits;
  }

  /** The framework's: bit n is the profile's n-th plugin, whose PreScore said Skip. */
  public long skippedScores() {
    return skippedScores;
  }

  public void skipScores(long bits) {
    skippedScores = bits;
  }
}
