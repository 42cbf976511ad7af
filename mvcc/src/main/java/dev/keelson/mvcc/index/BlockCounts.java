package dev.keelson.mvcc.index;

import dev.keelson.mvcc.Invariant;
import dev.keelson.mvcc.tree.SortedTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How many live keys each block of the key space holds, at one revision. Immutable: any thread.
 * Answers how many keys a range holds, up to at most two pieces of blocks that have to be read.
 *
 * <p>Invariants: the first separator is the empty key, so every key has a block; the count of a
 * block is the number of live keys from its separator up to the next one.
 */
public final class BlockCounts {
  private static final byte[] FIRST = new byte[0];

  private final SortedTree<Long> blocks;

  BlockCounts(SortedTree<Long> blocks) {
    Invariant.check(blocks.get(FIRST) != null, "no block begins at the empty key");
    this.blocks = blocks;
  }

  /** Keys in {@code [from, to)}; {@code to} null = to the end. */
  public record Span(byte[] from, byte @Nullable [] to) {}

  /**
   * @param whole live keys in the blocks that lie wholly in the range
   * @param partial at most two spans, in order, whose live keys come on top and are to be counted
   *     by reading them; each lies in one block, so it holds at most {@value KeyCounts#MOST} of
   *     them
   */
  public record Range(long whole, List<Span> partial) {}

  /** Counts live keys in a span by reading them. */
  @FunctionalInterface
  public interface SpanCounter {
    long count(byte[] from, byte @Nullable [] to);
  }

  /** Of all live keys. */
  public long total() {
    return blocks.weight();
  }

  /** Number of blocks, at least one. */
  public int blocks() {
    return blocks.size();
  }

  /**
   * Live keys in {@code [from, to)}; {@code to} null = to the end. O(log blocks), and what {@code
   * reading} takes.
   */
  public long count(byte[] from, byte @Nullable [] to, SpanCounter reading) {
    Range range = range(from, to);
    long sum = range.whole;
    for (Span span : range.partial) {
      sum += reading.count(span.from, span.to);
    }
    return sum;
  }

  /**
   * Keys in {@code [from, to)}; {@code to} null = to the end. A block without live keys is never
   * left to be read.
   */
  public Range range(byte[] from, byte @Nullable [] to) {
    if (to != null && Arrays.compareUnsigned(from, to) >= 0) {
      return new Range(0, List.of());
    }
    List<Span> partial = new ArrayList<>(2);
    Optional<byte[]> first = blocks.ceilingEntry(from).map(Map.Entry::getKey);
    if (first.isEmpty() || (to != null && Arrays.compareUnsigned(first.get(), to) > 0)) {
      addUnlessEmpty(partial, from, to);
      return new Range(0, List.copyOf(partial));
    }
    byte[] begin = first.get();
    if (!Arrays.equals(from, begin)) {
      addUnlessEmpty(partial, from, begin);
    }
    if (to == null) {
      return new Range(blocks.weight() - blocks.weightBelow(begin), List.copyOf(partial));
    }
    byte[] end = separatorOf(blocks, to);
    if (!Arrays.equals(end, to)) {
      addUnlessEmpty(partial, end, to);
    }
    long whole = blocks.weightBelow(end) - blocks.weightBelow(begin);
    return new Range(whole, List.copyOf(partial));
  }

  private void addUnlessEmpty(List<Span> partial, byte[] from, byte @Nullable [] to) {
    Long count = blocks.get(separatorOf(blocks, from));
    if (count != null && count > 0) {
      partial.add(new Span(from, to));
    }
  }

  static byte[] separatorOf(SortedTree<Long> blocks, byte[] key) {
    return blocks
        .floorEntry(key)
        .map(Map.Entry::getKey)
        .orElseThrow(() -> new IllegalStateException("no block begins at the empty key"));
  }
}
