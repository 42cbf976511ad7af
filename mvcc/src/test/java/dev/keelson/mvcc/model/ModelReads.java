package dev.keelson.mvcc.model;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.Compare;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.RangeResult;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** What the model reads: ranges and compares over one whole copy of the store. */
final class ModelReads {
  private ModelReads() {}

  static boolean holds(Command.Txn txn, TreeMap<Bytes, KeyValue> state) {
    return txn.compares().stream()
        .allMatch(
            c -> {
              List<KeyValue> pairs = in(state, c.range());
              boolean value = c.target() instanceof Compare.Target.Value;
              KeyValue missing = KeyValue.of(Bytes.of("?"), 0, 0, 0, Bytes.EMPTY, 0);
              return pairs.isEmpty()
                  ? !value && holds(c, missing)
                  : pairs.stream().allMatch(kv -> holds(c, kv));
            });
  }

  private static boolean holds(Compare c, KeyValue kv) {
    return c.relation()
        .holds(
            switch (c.target()) {
              case Compare.Target.Version(long v) -> Long.compare(kv.version(), v);
              case Compare.Target.Create(long r) -> Long.compare(kv.createRevision(), r);
              case Compare.Target.Mod(long r) -> Long.compare(kv.modRevision(), r);
              case Compare.Target.Lease(long l) -> Long.compare(kv.lease(), l);
              case Compare.Target.Value(Bytes v) -> kv.value().compareTo(v);
              case Compare.Target.Unknown() -> 0;
            });
  }

  static List<KeyValue> in(TreeMap<Bytes, KeyValue> state, KeyRange range) {
    return state.values().stream().filter(kv -> range.contains(kv.key())).toList();
  }

  static RangeResult range(TreeMap<Bytes, KeyValue> state, RangeQuery q, long revision) {
    List<KeyValue> pairs = in(state, q.range());
    long count = pairs.size();
    if (q.countOnly()) {
      return new RangeResult(revision, List.of(), false, count);
    }
    long limit = q.limit() > 0 ? q.limit() : Long.MAX_VALUE;
    boolean plain = q.order() == RangeQuery.SortOrder.NONE && q.filter().isNone();
    Comparator<KeyValue> order =
        switch (q.target()) {
          case KEY -> Comparator.comparing(KeyValue::key);
          case VERSION -> Comparator.comparingLong(KeyValue::version);
          case CREATE -> Comparator.comparingLong(KeyValue::createRevision);
          case MOD -> Comparator.comparingLong(KeyValue::modRevision);
          case VALUE -> Comparator.comparing(KeyValue::value);
        };
    boolean falling = q.order() == RangeQuery.SortOrder.DESCEND;
    List<KeyValue> sorted =
        pairs.stream()
            .filter(q.filter()::accepts)
            .limit(plain && limit < Long.MAX_VALUE ? limit + 1 : Long.MAX_VALUE)
            .sorted(falling ? order.reversed() : order)
            .toList();
    boolean byValue = q.target() == RangeQuery.SortTarget.VALUE;
    List<KeyValue> cut =
        sorted.stream()
            .limit(limit)
            .map(kv -> q.keysOnly() ? keyOnly(kv, byValue ? kv.lease() : 0) : kv)
            .toList();
    return new RangeResult(revision, cut, sorted.size() > limit, count);
  }

  private static KeyValue keyOnly(KeyValue kv, long lease) {
    return KeyValue.of(
        kv.key(), kv.createRevision(), kv.modRevision(), kv.version(), Bytes.EMPTY, lease);
  }
}
