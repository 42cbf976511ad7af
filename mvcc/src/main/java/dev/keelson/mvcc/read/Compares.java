package dev.keelson.mvcc.read;

import dev.keelson.mvcc.Compare;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.ReadView;
import dev.keelson.mvcc.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The conditions of a transaction (rule 25), and when a range in one may be read. Pure. */
public final class Compares {
  private Compares() {}

  public static boolean hold(List<Compare> compares, Pairs pairs) {
    for (Compare compare : compares) {
      if (!holds(compare, pairs)) {
        return false;
      }
    }
    return true;
  }

  /** In a transaction any revision but 0 is taken literally, a negative one too (rule 12). */
  public static @Nullable Refusal refusal(RangeQuery query, long floor, long head) {
    if (query.revision() > head) {
      return new Refusal.FutureRevision(head);
    }
    return query.revision() != 0 && query.revision() < floor ? new Refusal.Compacted(floor) : null;
  }

  private static boolean holds(Compare compare, Pairs pairs) {
    if (compare.range().isOneKey()) {
      return holds(compare, pairs.get(compare.range().start().array()));
    }
    try (ReadView.KeyCursor cursor = pairs.scan(compare.range())) {
      if (!cursor.advance()) {
        return holds(compare, (KeyValue) null);
      }
      do {
        if (!holds(compare, cursor.current())) {
          return false;
        }
      } while (cursor.advance());
      return true;
    }
  }

  /** A missing key has zeros for numbers, and no value: nothing holds for that. */
  private static boolean holds(Compare compare, @Nullable KeyValue pair) {
    return switch (compare.target()) {
      case Compare.Target.Version(long version) ->
          numbersHold(compare, pair != null ? pair.version() : 0, version);
      case Compare.Target.Create(long revision) ->
          numbersHold(compare, pair != null ? pair.createRevision() : 0, revision);
      case Compare.Target.Mod(long revision) ->
          numbersHold(compare, pair != null ? pair.modRevision() : 0, revision);
      case Compare.Target.Lease(long lease) ->
          numbersHold(compare, pair != null ? pair.lease() : 0, lease);
      case Compare.Target.Value(var value) ->
          pair != null && compare.relation().holds(pair.value().compareTo(value));
      case Compare.Target.Unknown() -> compare.relation().holds(0);
    };
  }

  private static boolean numbersHold(Compare compare, long actual, long wanted) {
    return compare.relation().holds(Long.compare(actual, wanted));
  }
}
