package dev.keelson.mvcc.read;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.RangeQuery.SortOrder;
import dev.keelson.mvcc.RangeQuery.SortTarget;
import dev.keelson.mvcc.RangeResult;
import dev.keelson.mvcc.ReadView;
import dev.keelson.mvcc.Refusal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** What the options of a range mean (rules 7 to 12), over any {@link Pairs}. Pure. */
public final class RangeReader {
  /** What a pair takes in memory beside its encoded bytes. */
  private static final int PAIR_BYTES = 64;

  private RangeReader() {}

  /** Why {@code revision} cannot be read; 0 or less means head, which always can. */
  public static Optional<Refusal> refusal(long revision, long floor, long head) {
    if (revision > head) {
      return Optional.of(new Refusal.FutureRevision(head));
    }
    return revision > 0 && revision < floor
        ? Optional.of(new Refusal.Compacted(floor))
        : Optional.empty();
  }

  /**
   * {@code head} is what the answer calls its revision, whatever revision {@code pairs} are of.
   * {@code room} is told the bytes of each pair before it is kept; null where it said no.
   */
  public static @Nullable RangeResult read(
      Pairs pairs, RangeQuery query, long head, LongPredicate room) {
    if (query.range().isOneKey()) {
      RangeResult one = one(pairs.get(query.range().start().array()), query, head);
      return one.kvs().isEmpty() || room.test(bytes(one.kvs().getFirst())) ? one : null;
    }
    if (query.countOnly()) {
      return new RangeResult(head, List.of(), false, pairs.count(query.range()));
    }
    return list(pairs, query, head, room);
  }

  private static RangeResult one(@Nullable KeyValue pair, RangeQuery query, long head) {
    if (pair == null) {
      return new RangeResult(head, List.of(), false, 0);
    }
    boolean listed = !query.countOnly() && query.filter().accepts(pair);
    return new RangeResult(head, listed ? List.of(dressed(pair, query)) : List.of(), false, 1);
  }

  private static long bytes(KeyValue pair) {
    return pair.encoded().length + PAIR_BYTES;
  }

  private static @Nullable RangeResult list(
      Pairs pairs, RangeQuery query, long head, LongPredicate room) {
    boolean unfiltered = query.filter().isNone();
    // An order of NONE is cut in key order before it is sorted, whatever the target: etcd's
    // rangeLimit.
    boolean cutsEarly =
        unfiltered && (query.order() == SortOrder.NONE || query.target() == SortTarget.KEY);
    long most = cutsEarly && query.limit() > 0 ? query.limit() : Long.MAX_VALUE;
    boolean backwards = query.target() == SortTarget.KEY && query.order() == SortOrder.DESCEND;
    List<KeyValue> found = new ArrayList<>();
    long seen = 0;
    boolean cut = false;
    try (ReadView.KeyCursor cursor =
        backwards ? pairs.scanBackwards(query.range()) : pairs.scan(query.range())) {
      while (cursor.advance()) {
        seen++;
        KeyValue whole = cursor.current();
        if (unfiltered || query.filter().accepts(whole)) {
          // Values are kept only where they are asked for, or are the order.
          KeyValue pair = query.target() == SortTarget.VALUE ? whole : dressed(whole, query);
          if (!room.test(bytes(pair))) {
            return null;
          }
          found.add(pair);
        }
        if (found.size() > most) {
          cut = true;
          break;
        }
      }
    }
    long count = cut ? pairs.count(query.range()) : seen;
    return dressed(sorted(found, query), query, head, count);
  }

  private static List<KeyValue> sorted(List<KeyValue> found, RangeQuery query) {
    if (query.target() != SortTarget.KEY) {
      Comparator<KeyValue> order = order(query.target());
      found.sort(query.order() == SortOrder.DESCEND ? order.reversed() : order);
    }
    return found;
  }

  private static Comparator<KeyValue> order(SortTarget target) {
    return switch (target) {
      case KEY -> Comparator.comparing(KeyValue::key);
      case VERSION -> Comparator.comparingLong(KeyValue::version);
      case CREATE -> Comparator.comparingLong(KeyValue::createRevision);
      case MOD -> Comparator.comparingLong(KeyValue::modRevision);
      case VALUE -> Comparator.comparing(KeyValue::value);
    };
  }

  private static RangeResult dressed(
      List<KeyValue> found, RangeQuery query, long head, long count) {
    boolean more = query.limit() > 0 && found.size() > query.limit();
    List<KeyValue> listed = more ? new ArrayList<>(found.subList(0, (int) query.limit())) : found;
    if (query.keysOnly() && query.target() == SortTarget.VALUE) {
      listed.replaceAll(pair -> dressed(pair, query));
    }
    return new RangeResult(head, listed, more, count);
  }

  /**
   * Without its value where only keys are wanted, and then without its lease too, unless sorted by
   * value (rule 10).
   */
  private static KeyValue dressed(KeyValue pair, RangeQuery query) {
    if (!query.keysOnly()) {
      return pair;
    }
    return query.target() == SortTarget.VALUE || pair.lease() == 0
        ? pair.withoutValue()
        : KeyValue.of(
            pair.key(), pair.createRevision(), pair.modRevision(), pair.version(), Bytes.EMPTY, 0);
  }
}
