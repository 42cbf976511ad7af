package dev.keelson.mvcc;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What can be said about a request without the store: checked before it is proposed, never again
 * (rules 19, 22, 23, 26). Pure. Source: etcd {@code server/etcdserver/api/v3rpc/key.go}.
 */
public final class TxnRules {
  /** etcd's default for {@code --max-txn-ops}. */
  public static final int DEFAULT_MAX_OPS = 128;

  /** In etcd's order: what is wrong first is told. */
  public enum Violation {
    TOO_MANY_OPS,
    DUPLICATE_KEY,
    EMPTY_KEY,
    VALUE_PROVIDED,
    LEASE_PROVIDED
  }

  private TxnRules() {}

  /**
   * {@code maxOps}: most compares, and most operations in a branch; a nested transaction may have
   * what its parent leaves of it.
   */
  public static Optional<Violation> check(Command.Txn txn, int maxOps) {
    Optional<Violation> wrong = checkForm(txn, maxOps);
    if (wrong.isPresent()) {
      return wrong;
    }
    boolean overlaps = new Writes().overlap(txn.success()) || new Writes().overlap(txn.failure());
    return overlaps ? Optional.of(Violation.DUPLICATE_KEY) : Optional.empty();
  }

  public static Optional<Violation> check(Command.Put put) {
    if (put.key().isEmpty()) {
      return Optional.of(Violation.EMPTY_KEY);
    }
    if (put.ignoreValue() && !put.value().isEmpty()) {
      return Optional.of(Violation.VALUE_PROVIDED);
    }
    return put.ignoreLease() && put.lease() != 0
        ? Optional.of(Violation.LEASE_PROVIDED)
        : Optional.empty();
  }

  /** A range, read or deleted. */
  public static Optional<Violation> check(KeyRange range) {
    return range.start().isEmpty() ? Optional.of(Violation.EMPTY_KEY) : Optional.empty();
  }

  /**
   * Whether it need not go through the log: ranges only, in both branches. A nested transaction
   * makes it a write.
   */
  public static boolean isReadOnly(Command.Txn txn) {
    return onlyRanges(txn.success()) && onlyRanges(txn.failure());
  }

  private static boolean onlyRanges(List<Op> ops) {
    for (Op op : ops) {
      if (!(op instanceof RangeQuery)) {
        return false;
      }
    }
    return true;
  }

  private static Optional<Violation> checkForm(Command.Txn txn, int maxOps) {
    int size =
        Math.max(txn.compares().size(), Math.max(txn.success().size(), txn.failure().size()));
    if (size > maxOps) {
      return Optional.of(Violation.TOO_MANY_OPS);
    }
    for (Compare compare : txn.compares()) {
      Optional<Violation> wrong = check(compare.range());
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    Optional<Violation> wrong = checkForm(txn.success(), maxOps - size);
    return wrong.isPresent() ? wrong : checkForm(txn.failure(), maxOps - size);
  }

  private static Optional<Violation> checkForm(List<Op> ops, int maxOps) {
    for (Op op : ops) {
      Optional<Violation> wrong =
          switch (op) {
            case RangeQuery query -> check(query.range());
            case Command.Put put -> check(put);
            case Command.DeleteRange delete -> check(delete.range());
            case Command.Txn txn -> checkForm(txn, maxOps);
          };
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    return Optional.empty();
  }

  /**
   * Keys that one branch puts and deletes, nested branches included. Puts must not meet a put or a
   * deletion; deletions may meet each other. A range end of one zero byte is taken literally here,
   * so such a deletion meets nothing: etcd does so, and clients use it.
   */
  private static final class Writes {
    private final Set<Bytes> puts = new HashSet<>();
    private final Spans deletes = new Spans();

    boolean overlap(List<Op> ops) {
      for (Op op : ops) {
        if (op instanceof Command.DeleteRange delete) {
          deletes.add(delete.range().start(), literalEnd(delete.range()));
        }
      }
      for (Op op : ops) {
        if (op instanceof Command.Txn txn && overlap(txn)) {
          return true;
        }
      }
      for (Op op : ops) {
        if (op instanceof Command.Put put
            && (deletes.contains(put.key()) || !puts.add(put.key()))) {
          return true;
        }
      }
      return false;
    }

    /** Only one branch of a nested transaction runs, so its two may put the same key. */
    private boolean overlap(Command.Txn txn) {
      Writes success = new Writes();
      Writes failure = new Writes();
      if (success.overlap(txn.success()) || failure.overlap(txn.failure())) {
        return true;
      }
      Set<Bytes> inner = new HashSet<>(success.puts);
      inner.addAll(failure.puts);
      for (Bytes key : inner) {
        if (deletes.contains(key) || !puts.add(key)) {
          return true;
        }
      }
      deletes.addAll(success.deletes);
      deletes.addAll(failure.deletes);
      return false;
    }

    private static Bytes literalEnd(KeyRange range) {
      return range.isOneKey() ? range.start().next() : range.end();
    }
  }

  /** A union of half-open spans, kept disjoint: start to end. */
  private static final class Spans {
    private final TreeMap<Bytes, Bytes> spans = new TreeMap<>();

    void add(Bytes start, Bytes end) {
      if (start.compareTo(end) >= 0) {
        return;
      }
      Bytes from = start;
      Bytes to = end;
      for (Map.Entry<Bytes, Bytes> near = spans.floorEntry(to);
          near != null && near.getValue().compareTo(from) >= 0;
          near = spans.floorEntry(to)) {
        from = near.getKey().compareTo(from) < 0 ? near.getKey() : from;
        to = near.getValue().compareTo(to) > 0 ? near.getValue() : to;
        spans.remove(near.getKey());
      }
      spans.put(from, to);
    }

    void addAll(Spans other) {
      other.spans.forEach(this::add);
    }

    boolean contains(Bytes key) {
      Map.Entry<Bytes, Bytes> near = spans.floorEntry(key);
      return near != null && key.compareTo(near.getValue()) < 0;
    }
  }
}
