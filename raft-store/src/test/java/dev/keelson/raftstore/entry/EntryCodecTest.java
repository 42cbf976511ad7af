package dev.keelson.raftstore.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.mvcc.Alarm;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.Compare;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.Op;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.RangeQuery.RevisionFilter;
import dev.keelson.mvcc.RangeQuery.SortOrder;
import dev.keelson.mvcc.RangeQuery.SortTarget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class EntryCodecTest {
  @Property(tries = 500)
  void whatIsEncodedIsDecoded(@ForAll long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    List<Command<?>> commands = new ArrayList<>();
    for (int i = random.nextInt(6); i >= 0; i--) {
      commands.add(command(random));
    }
    Entry entry =
        new Entry(random.nextLong(), random.nextLong(), random.nextLong(1 << 20), commands);
    byte[] bytes = EntryCodec.encode(entry);
    assertThat(EntryCodec.decode(bytes)).isEqualTo(entry);
    assertThat(EntryCodec.encode(EntryCodec.decode(bytes))).isEqualTo(bytes);
  }

  @Property(tries = 300)
  void aDamagedEntryIsNeverReadAsAnother(@ForAll long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    byte[] bytes = EntryCodec.encode(new Entry(1, 2, 3, List.of(command(random))));
    byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length));
    assertThatThrownBy(() -> EntryCodec.decode(cut)).isInstanceOf(RuntimeException.class);
  }

  /**
   * Every kind of command, byte for byte: what is on disks must be read for ever. Only ever add to
   * this.
   */
  @Test
  void goldenBytesOfVersion1() {
    Command.Put put = new Command.Put(Bytes.of("k"), Bytes.of("v"), 7, true, false, true);
    Command.DeleteRange delete = new Command.DeleteRange(KeyRange.prefix(Bytes.of("p")), true);
    RangeQuery range =
        new RangeQuery(
            KeyRange.one(Bytes.of("r")),
            5,
            -1,
            SortOrder.DESCEND,
            SortTarget.VALUE,
            true,
            true,
            new RevisionFilter(1, 2, 3, 300));
    Command.Txn txn =
        new Command.Txn(
            List.of(
                new Compare(
                    KeyRange.one(Bytes.of("a")),
                    Compare.Relation.EQUAL,
                    new Compare.Target.Version(1)),
                new Compare(
                    KeyRange.one(Bytes.of("a")),
                    Compare.Relation.GREATER,
                    new Compare.Target.Create(2)),
                new Compare(
                    KeyRange.one(Bytes.of("a")), Compare.Relation.LESS, new Compare.Target.Mod(3)),
                new Compare(
                    KeyRange.one(Bytes.of("a")),
                    Compare.Relation.NOT_EQUAL,
                    new Compare.Target.Value(Bytes.of("x"))),
                new Compare(
                    KeyRange.one(Bytes.of("a")),
                    Compare.Relation.EQUAL,
                    new Compare.Target.Lease(4))),
            List.of(range, put),
            List.of(delete));
    List<Command<?>> commands =
        List.of(
            put,
            delete,
            txn,
            new Command.Compact(9),
            new Command.LeaseGrant(10, 60),
            new Command.LeaseRevoke(10),
            new Command.LeaseCheckpoint(Map.of(2L, 30L, 1L, 20L)),
            new Command.SetAlarm(true, new Alarm(-2, Alarm.Kind.CORRUPT)),
            new Command.PutFact(Bytes.of("n"), Optional.of(Bytes.of("f"))),
            new Command.PutFact(Bytes.of("n"), Optional.empty()));
    Entry entry = new Entry(1, -1, 300, commands);
    assertThat(HexFormat.of().formatHex(EntryCodec.encode(entry)))
        .isEqualTo(
            "01"
                + "0000000000000001"
                + "ffffffffffffffff"
                + "ac02"
                + "0a"
                + "0105"
                + "016b"
                + "0176"
                + "07"
                + "0201"
                + "0170"
                + "0171"
                + "0305"
                + "0161"
                + "00"
                + "00"
                + "00"
                + "01"
                + "0161"
                + "00"
                + "01"
                + "01"
                + "02"
                + "0161"
                + "00"
                + "02"
                + "02"
                + "03"
                + "0161"
                + "00"
                + "03"
                + "03"
                + "0178"
                + "0161"
                + "00"
                + "00"
                + "04"
                + "04"
                + "02"
                + "0a07"
                + "0172"
                + "00"
                + "05"
                + "ffffffffffffffffff01"
                + "02"
                + "04"
                + "010203"
                + "ac02"
                + "0105"
                + "016b"
                + "0176"
                + "07"
                + "01"
                + "0201"
                + "0170"
                + "0171"
                + "0409"
                + "050a3c"
                + "060a"
                + "0702"
                + "0114"
                + "021e"
                + "0801"
                + "fffffffffffffffe"
                + "02"
                + "09"
                + "016e"
                + "01"
                + "0166"
                + "09"
                + "016e"
                + "00");
    assertThat(EntryCodec.decode(EntryCodec.encode(entry))).isEqualTo(entry);
  }

  @Test
  void anUnknownVersionIsRefused() {
    byte[] bytes = EntryCodec.encode(new Entry(1, 2, 3, List.of()));
    bytes[0] = 2;
    assertThatThrownBy(() -> EntryCodec.decode(bytes)).hasMessageContaining("version 2");
  }

  private static Command<?> command(RandomGenerator random) {
    return switch (random.nextInt(10)) {
      case 0 -> put(random);
      case 1 -> new Command.DeleteRange(range(random), random.nextBoolean());
      case 2 -> txn(random, 2);
      case 3 -> new Command.Compact(random.nextLong());
      case 4 -> new Command.LeaseGrant(random.nextLong(), random.nextLong());
      case 5 -> new Command.LeaseRevoke(random.nextLong());
      case 6 -> new Command.LeaseCheckpoint(Map.of(random.nextLong(), 5L, random.nextLong(), 6L));
      case 7 ->
          new Command.SetAlarm(
              random.nextBoolean(), new Alarm(random.nextLong(), Alarm.Kind.NOSPACE));
      case 8 ->
          new Command.SwapFact(
              bytes(random),
              random.nextBoolean() ? Optional.of(bytes(random)) : Optional.empty(),
              random.nextBoolean() ? Optional.of(bytes(random)) : Optional.empty());
      default ->
          new Command.PutFact(
              bytes(random), random.nextBoolean() ? Optional.of(bytes(random)) : Optional.empty());
    };
  }

  private static Command.Txn txn(RandomGenerator random, int depth) {
    List<Compare> compares = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      Compare.Target target =
          switch (random.nextInt(6)) {
            case 0 -> new Compare.Target.Version(random.nextLong());
            case 1 -> new Compare.Target.Create(random.nextLong());
            case 2 -> new Compare.Target.Mod(random.nextLong());
            case 3 -> new Compare.Target.Value(bytes(random));
            case 4 -> new Compare.Target.Lease(random.nextLong());
            default -> new Compare.Target.Unknown();
          };
      compares.add(
          new Compare(range(random), Compare.Relation.values()[random.nextInt(5)], target));
    }
    return new Command.Txn(compares, ops(random, depth), ops(random, depth));
  }

  private static List<Op> ops(RandomGenerator random, int depth) {
    List<Op> ops = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      ops.add(
          switch (random.nextInt(depth > 0 ? 4 : 3)) {
            case 0 -> put(random);
            case 1 -> new Command.DeleteRange(range(random), random.nextBoolean());
            case 2 ->
                new RangeQuery(
                    range(random),
                    random.nextLong(),
                    random.nextLong(),
                    SortOrder.values()[random.nextInt(3)],
                    SortTarget.values()[random.nextInt(5)],
                    random.nextBoolean(),
                    random.nextBoolean(),
                    random.nextBoolean()
                        ? RevisionFilter.NONE
                        : new RevisionFilter(1, random.nextLong(), 0, 3));
            default -> txn(random, depth - 1);
          });
    }
    return ops;
  }

  private static Command.Put put(RandomGenerator random) {
    return new Command.Put(
        bytes(random),
        bytes(random),
        random.nextLong(),
        random.nextBoolean(),
        random.nextBoolean(),
        random.nextBoolean());
  }

  private static KeyRange range(RandomGenerator random) {
    return new KeyRange(bytes(random), bytes(random));
  }

  private static Bytes bytes(RandomGenerator random) {
    byte[] bytes = new byte[random.nextInt(300)];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }
}
