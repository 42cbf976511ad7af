package dev.keelson.mvcc.model;

import dev.keelson.mvcc.Alarm;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.Compare;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.Op;
import dev.keelson.mvcc.RangeQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Commands and queries over few keys, leases and revisions, so that they meet. */
final class RandomCommands {
  private static final byte[][] KEYS = {
    {'a'}, {'a', 0}, {'a', 0, 1}, {'a', 'a'}, {'b'}, {'b', (byte) 0xff}, {'c'}, {(byte) 0xff}, {0}
  };

  private final Random random;

  RandomCommands(Random random) {
    this.random = random;
  }

  private Bytes key() {
    return Bytes.wrap(KEYS[random.nextInt(KEYS.length)].clone());
  }

  private Bytes value() {
    return Bytes.of("v".repeat(random.nextInt(4)) + random.nextInt(5));
  }

  private long lease() {
    return random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 0;
  }

  KeyRange range() {
    return switch (random.nextInt(5)) {
      case 0 -> KeyRange.ALL;
      case 1 -> KeyRange.from(key());
      case 2 -> KeyRange.prefix(key());
      case 3 -> new KeyRange(key(), key());
      default -> KeyRange.one(key());
    };
  }

  private <T> T any(T[] values) {
    return values[random.nextInt(values.length)];
  }

  RangeQuery query(long head) {
    boolean filters = random.nextInt(4) == 0;
    long revision = random.nextInt(2) == 0 ? 0 : random.nextLong(-2, head + 3);
    return new RangeQuery(
        range(),
        random.nextInt(3) == 0 ? random.nextInt(5) : 0,
        revision,
        any(RangeQuery.SortOrder.values()),
        any(RangeQuery.SortTarget.values()),
        random.nextInt(4) == 0,
        random.nextInt(5) == 0,
        filters
            ? new RangeQuery.RevisionFilter(bound(head), bound(head), bound(head), bound(head))
            : RangeQuery.RevisionFilter.NONE);
  }

  private long bound(long head) {
    return random.nextInt(2) == 0 ? 0 : random.nextLong(head + 1);
  }

  private Command.Put put() {
    boolean ignoreValue = random.nextInt(8) == 0;
    boolean ignoreLease = random.nextInt(8) == 0;
    return new Command.Put(
        key(),
        ignoreValue ? Bytes.EMPTY : value(),
        ignoreLease ? 0 : lease(),
        random.nextBoolean(),
        ignoreValue,
        ignoreLease);
  }

  private Command.DeleteRange delete() {
    return new Command.DeleteRange(range(), random.nextBoolean());
  }

  private Command.Txn txn(long head, int depth) {
    List<Compare> compares = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      compares.add(new Compare(range(), any(Compare.Relation.values()), target(head)));
    }
    return new Command.Txn(compares, ops(head, depth), ops(head, depth));
  }

  private Compare.Target target(long head) {
    return switch (random.nextInt(5)) {
      case 0 -> new Compare.Target.Version(random.nextInt(3));
      case 1 -> new Compare.Target.Create(random.nextLong(head + 1));
      case 2 -> new Compare.Target.Mod(random.nextLong(head + 1));
      case 3 -> new Compare.Target.Lease(random.nextInt(3));
      default -> new Compare.Target.Value(value());
    };
  }

  private List<Op> ops(long head, int depth) {
    List<Op> ops = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      ops.add(
          switch (random.nextInt(depth > 0 ? 8 : 7)) {
            case 0, 1, 2 -> put();
            case 3, 4 -> delete();
            case 5, 6 -> query(head);
            default -> txn(head, depth - 1);
          });
    }
    return ops;
  }

  Command<?> command(long head) {
    int kind = random.nextInt(100);
    if (kind < 45) {
      return put();
    }
    if (kind < 60) {
      return delete();
    }
    if (kind < 80) {
      return txn(head, 2);
    }
    if (kind < 84) {
      return new Command.Compact(random.nextLong(-1, head + 2));
    }
    if (kind < 90) {
      return new Command.LeaseGrant(1 + random.nextInt(3), 10 + random.nextInt(3));
    }
    if (kind < 94) {
      return new Command.LeaseRevoke(1 + random.nextInt(3));
    }
    if (kind < 96) {
      return new Command.LeaseCheckpoint(Map.of(1L, 4L, 2L, 5L));
    }
    if (kind < 97) {
      return new Command.SwapFact(
          Bytes.of("f" + random.nextInt(3)),
          random.nextInt(3) > 0 ? Optional.of(value()) : Optional.empty(),
          random.nextBoolean() ? Optional.of(value()) : Optional.empty());
    }
    if (kind < 98) {
      return new Command.PutFact(
          Bytes.of("f" + random.nextInt(3)),
          random.nextBoolean() ? Optional.of(value()) : Optional.empty());
    }
    // Lowered more often than raised, so that most runs still write.
    return new Command.SetAlarm(
        random.nextInt(4) == 0, new Alarm(1 + random.nextInt(2), any(Alarm.Kind.values())));
  }
}
