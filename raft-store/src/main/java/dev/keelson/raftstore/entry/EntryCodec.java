package dev.keelson.raftstore.entry;

import dev.keelson.mvcc.Alarm;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.Compare;
import dev.keelson.mvcc.Invariant;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.Op;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.RangeQuery.RevisionFilter;
import dev.keelson.mvcc.RangeQuery.SortOrder;
import dev.keelson.mvcc.RangeQuery.SortTarget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Bytes of an {@link Entry}: version (1 byte), origin and session (8 bytes each), sequence and
 * number of commands (varints), then the commands, each a kind byte and its fields. Numbers are
 * varints, byte strings carry their length.
 *
 * <p>A version or kind that this release does not know is a broken invariant, not something to
 * skip: members that skip what others apply diverge.
 */
public final class EntryCodec {
  private static final int VERSION = 1;

  private static final int PUT = 1;
  private static final int DELETE_RANGE = 2;
  private static final int TXN = 3;
  private static final int COMPACT = 4;
  private static final int LEASE_GRANT = 5;
  private static final int LEASE_REVOKE = 6;
  private static final int LEASE_CHECKPOINT = 7;
  private static final int SET_ALARM = 8;
  private static final int PUT_FACT = 9;
  private static final int RANGE = 10;
  private static final int SWAP_FACT = 11;

  private EntryCodec() {}

  public static byte[] encode(Entry entry) {
    ByteWriter out = new ByteWriter(256);
    out.octet(VERSION);
    out.fixed64(entry.origin());
    out.fixed64(entry.session());
    out.number(entry.sequence());
    out.number(entry.commands().size());
    for (Command<?> command : entry.commands()) {
      command(out, command);
    }
    return out.toArray();
  }

  public static Entry decode(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    int version = in.octet();
    Invariant.check(
        version == VERSION, "log entry of version %d; this release knows %d", version, VERSION);
    long origin = in.fixed64();
    long session = in.fixed64();
    long sequence = in.number();
    int count = (int) in.number();
    List<Command<?>> commands = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      commands.add(command(in));
    }
    in.checkEnd();
    return new Entry(origin, session, sequence, commands);
  }

  /**
   * About how many bytes a command takes: what batches are filled by. Never more than 64 too few
   * per operation.
   */
  public static int sizeHint(Command<?> command) {
    return switch (command) {
      case Command.Put put -> put.key().size() + put.value().size() + 24;
      case Command.DeleteRange delete -> range(delete.range()) + 8;
      case Command.Txn txn -> txn(txn);
      case Command.PutFact fact ->
          fact.name().size() + fact.value().map(Bytes::size).orElse(0) + 16;
      case Command.SwapFact swap ->
          swap.name().size()
              + swap.expected().map(Bytes::size).orElse(0)
              + swap.value().map(Bytes::size).orElse(0)
              + 24;
      case Command.LeaseCheckpoint checkpoint -> 20 * checkpoint.remaining().size() + 8;
      case Command.Compact _, Command.LeaseGrant _, Command.LeaseRevoke _, Command.SetAlarm _ -> 24;
    };
  }

  private static int range(KeyRange range) {
    return range.start().size() + range.end().size() + 8;
  }

  private static int txn(Command.Txn txn) {
    int size = 16;
    for (Compare compare : txn.compares()) {
      size += range(compare.range()) + 16;
      if (compare.target() instanceof Compare.Target.Value value) {
        size += value.value().size();
      }
    }
    for (Op op : txn.success()) {
      size += op(op);
    }
    for (Op op : txn.failure()) {
      size += op(op);
    }
    return size;
  }

  private static int op(Op op) {
    return switch (op) {
      case RangeQuery query -> range(query.range()) + 64;
      case Command.Put put -> sizeHint(put);
      case Command.DeleteRange delete -> sizeHint(delete);
      case Command.Txn txn -> txn(txn);
    };
  }

  private static void command(ByteWriter out, Command<?> command) {
    switch (command) {
      case Command.Put put -> put(out, put);
      case Command.DeleteRange delete -> delete(out, delete);
      case Command.Txn txn -> txn(out, txn);
      case Command.Compact compact -> {
        out.octet(COMPACT);
        out.number(compact.revision());
      }
      case Command.LeaseGrant grant -> {
        out.octet(LEASE_GRANT);
        out.number(grant.id());
        out.number(grant.ttl());
      }
      case Command.LeaseRevoke revoke -> {
        out.octet(LEASE_REVOKE);
        out.number(revoke.id());
      }
      case Command.LeaseCheckpoint checkpoint -> {
        out.octet(LEASE_CHECKPOINT);
        out.number(checkpoint.remaining().size());
        new TreeMap<>(checkpoint.remaining())
            .forEach(
                (id, left) -> {
                  out.number(id);
                  out.number(left);
                });
      }
      case Command.SetAlarm set -> {
        out.octet(SET_ALARM);
        out.flag(set.active());
        out.fixed64(set.alarm().member());
        out.number(set.alarm().kind().number());
      }
      case Command.PutFact fact -> {
        out.octet(PUT_FACT);
        out.blob(fact.name());
        optional(out, fact.value());
      }
      case Command.SwapFact swap -> {
        out.octet(SWAP_FACT);
        out.blob(swap.name());
        optional(out, swap.expected());
        optional(out, swap.value());
      }
    }
  }

  private static void optional(ByteWriter out, Optional<Bytes> value) {
    out.flag(value.isPresent());
    value.ifPresent(out::blob);
  }

  private static Optional<Bytes> optional(ByteReader in) {
    return in.flag() ? Optional.of(in.blob()) : Optional.empty();
  }

  private static void op(ByteWriter out, Op op) {
    switch (op) {
      case Command.Put put -> put(out, put);
      case Command.DeleteRange delete -> delete(out, delete);
      case Command.Txn txn -> txn(out, txn);
      case RangeQuery query -> range(out, query);
    }
  }

  private static void put(ByteWriter out, Command.Put put) {
    out.octet(PUT);
    out.octet(flags(put.wantPrevious(), put.ignoreValue(), put.ignoreLease()));
    out.blob(put.key());
    out.blob(put.value());
    out.number(put.lease());
  }

  private static void delete(ByteWriter out, Command.DeleteRange delete) {
    out.octet(DELETE_RANGE);
    out.flag(delete.wantPrevious());
    out.range(delete.range());
  }

  private static void txn(ByteWriter out, Command.Txn txn) {
    out.octet(TXN);
    out.number(txn.compares().size());
    for (Compare compare : txn.compares()) {
      compare(out, compare);
    }
    out.number(txn.success().size());
    for (Op op : txn.success()) {
      op(out, op);
    }
    out.number(txn.failure().size());
    for (Op op : txn.failure()) {
      op(out, op);
    }
  }

  private static void range(ByteWriter out, RangeQuery query) {
    out.octet(RANGE);
    out.octet(flags(query.keysOnly(), query.countOnly(), !query.filter().isNone()));
    out.range(query.range());
    out.number(query.limit());
    out.number(query.revision());
    out.octet(query.order().ordinal());
    out.octet(query.target().ordinal());
    if (!query.filter().isNone()) {
      out.number(query.filter().minMod());
      out.number(query.filter().maxMod());
      out.number(query.filter().minCreate());
      out.number(query.filter().maxCreate());
    }
  }

  private static void compare(ByteWriter out, Compare compare) {
    out.range(compare.range());
    out.octet(compare.relation().ordinal());
    switch (compare.target()) {
      case Compare.Target.Version(long version) -> target(out, 0, version);
      case Compare.Target.Create(long revision) -> target(out, 1, revision);
      case Compare.Target.Mod(long revision) -> target(out, 2, revision);
      case Compare.Target.Value(Bytes value) -> {
        out.octet(3);
        out.blob(value);
      }
      case Compare.Target.Lease(long lease) -> target(out, 4, lease);
      case Compare.Target.Unknown() -> out.octet(5);
    }
  }

  private static void target(ByteWriter out, int kind, long number) {
    out.octet(kind);
    out.number(number);
  }

  private static int flags(boolean first, boolean second, boolean third) {
    return (first ? 1 : 0) | (second ? 2 : 0) | (third ? 4 : 0);
  }

  private static Command<?> command(ByteReader in) {
    int kind = in.octet();
    return switch (kind) {
      case PUT -> put(in);
      case DELETE_RANGE -> delete(in);
      case TXN -> txn(in);
      case COMPACT -> new Command.Compact(in.number());
      case LEASE_GRANT -> new Command.LeaseGrant(in.number(), in.number());
      case LEASE_REVOKE -> new Command.LeaseRevoke(in.number());
      case LEASE_CHECKPOINT -> {
        Map<Long, Long> remaining = new LinkedHashMap<>();
        for (long left = in.number(); left > 0; left--) {
          remaining.put(in.number(), in.number());
        }
        yield new Command.LeaseCheckpoint(remaining);
      }
      case SET_ALARM ->
          new Command.SetAlarm(
              in.flag(), new Alarm(in.fixed64(), Alarm.Kind.of((int) in.number())));
      case PUT_FACT -> new Command.PutFact(in.blob(), optional(in));
      case SWAP_FACT -> new Command.SwapFact(in.blob(), optional(in), optional(in));
      default -> throw in.broken("command of unknown kind " + kind);
    };
  }

  private static Op op(ByteReader in) {
    int kind = in.octet();
    return switch (kind) {
      case PUT -> put(in);
      case DELETE_RANGE -> delete(in);
      case TXN -> txn(in);
      case RANGE -> range(in);
      default -> throw in.broken("operation of unknown kind " + kind);
    };
  }

  private static Command.Put put(ByteReader in) {
    int flags = in.octet();
    return new Command.Put(
        in.blob(), in.blob(), in.number(), (flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0);
  }

  private static Command.DeleteRange delete(ByteReader in) {
    boolean wantPrevious = in.flag();
    return new Command.DeleteRange(in.range(), wantPrevious);
  }

  private static Command.Txn txn(ByteReader in) {
    List<Compare> compares = new ArrayList<>();
    for (long left = in.number(); left > 0; left--) {
      compares.add(compare(in));
    }
    return new Command.Txn(compares, ops(in), ops(in));
  }

  private static List<Op> ops(ByteReader in) {
    List<Op> ops = new ArrayList<>();
    for (long left = in.number(); left > 0; left--) {
      ops.add(op(in));
    }
    return ops;
  }

  private static RangeQuery range(ByteReader in) {
    int flags = in.octet();
    KeyRange range = in.range();
    long limit = in.number();
    long revision = in.number();
    SortOrder order = in.choice(SortOrder.values());
    SortTarget target = in.choice(SortTarget.values());
    RevisionFilter filter =
        (flags & 4) == 0
            ? RevisionFilter.NONE
            : new RevisionFilter(in.number(), in.number(), in.number(), in.number());
    return new RangeQuery(
        range, limit, revision, order, target, (flags & 1) != 0, (flags & 2) != 0, filter);
  }

  private static Compare compare(ByteReader in) {
    KeyRange range = in.range();
    Compare.Relation relation = in.choice(Compare.Relation.values());
    int kind = in.octet();
    Compare.Target target =
        switch (kind) {
          case 0 -> new Compare.Target.Version(in.number());
          case 1 -> new Compare.Target.Create(in.number());
          case 2 -> new Compare.Target.Mod(in.number());
          case 3 -> new Compare.Target.Value(in.blob());
          case 4 -> new Compare.Target.Lease(in.number());
          case 5 -> new Compare.Target.Unknown();
          default -> throw in.broken("comparison of unknown kind " + kind);
        };
    return new Compare(range, relation, target);
  }
}
