package dev.keelson.mvcc.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.mvcc.Alarm;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.LogPosition;
import dev.keelson.mvcc.lease.LeaseRecord;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Bytes on disk are for ever: golden forms, and the orders that scans rely on. */
class LayoutTest {
  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void goldenForms() {
    assertThat(hex(HistoryKey.put(258, 3)))
        .isEqualTo("0000000000000102" + "5f" + "0000000000000003");
    assertThat(hex(HistoryKey.tombstone(258, 3)))
        .isEqualTo("0000000000000102" + "5f" + "0000000000000003" + "74");
    assertThat(hex(IndexKey.of(new byte[] {'a', 0, 'b'}, 258, 3)))
        .isEqualTo("6100ff62" + "0001" + "0000000000000102" + "0000000000000003");
    KeyValue pair = KeyValue.of(Bytes.of("k"), 2, 300, 2, Bytes.of("v"), 7);
    assertThat(hex(pair.encoded()))
        .isEqualTo("0a016b" + "1002" + "18ac02" + "2002" + "2a0176" + "3007");
    assertThat(hex(CurrentRecord.encode(200, pair.encoded())))
        .isEqualTo("c801" + hex(pair.encoded()));
    assertThat(hex(HistoryRecord.encode(299, 1, 40, pair.encoded())))
        .isEqualTo("ab02" + "01" + "28" + hex(pair.encoded()));
    assertThat(hex(HistoryRecord.tombstoneOf(Bytes.of("k")))).isEqualTo("0a016b");
    assertThat(hex(LeaseKey.lease(7))).isEqualTo("4c" + "0000000000000007");
    assertThat(hex(LeaseKey.attachment(7, new byte[] {'k'})))
        .isEqualTo("4b" + "0000000000000007" + "6b");
    assertThat(hex(LeaseKey.encode(new LeaseRecord(7, 300, 5)))).isEqualTo("ac02" + "05");
    assertThat(hex(MetaKey.alarm(new Alarm(1, Alarm.Kind.CORRUPT))))
        .isEqualTo(hex("alarm/".getBytes()) + "0000000000000001" + "02");
    assertThat(hex(MetaKey.position(new LogPosition(1, -1))))
        .isEqualTo("0000000000000001" + "ffffffffffffffff");
  }

  @Property
  void indexKeysSortByKeyThenRevision(
      @ForAll @Size(max = 6) @ByteRange(min = -1, max = 2) byte[] left,
      @ForAll @Size(max = 6) @ByteRange(min = -1, max = 2) byte[] right,
      @ForAll @LongRange(min = 0) long leftMain,
      @ForAll @LongRange(min = 0) long rightMain) {
    int byKey = Arrays.compareUnsigned(left, right);
    int wanted = byKey != 0 ? byKey : Long.compare(leftMain, rightMain);
    byte[] leftKey = IndexKey.of(left, leftMain, 1);
    byte[] rightKey = IndexKey.of(right, rightMain, 1);
    assertThat(Integer.signum(Arrays.compareUnsigned(leftKey, rightKey)))
        .isEqualTo(Integer.signum(wanted));
    assertThat(IndexKey.key(leftKey)).isEqualTo(Bytes.wrap(left));
    assertThat(IndexKey.sameKey(leftKey, rightKey)).isEqualTo(byKey == 0);
    assertThat(Arrays.compareUnsigned(IndexKey.startOf(left), leftKey)).isNegative();
  }

  @Property
  void revisionsComeBackAsTheyWent(
      @ForAll @LongRange(min = 0) long main, @ForAll @IntRange(min = 0) int sub) {
    byte[] index = IndexKey.of(new byte[] {0, 1}, main, sub);
    assertThat(IndexKey.main(index)).isEqualTo(main);
    assertThat(IndexKey.sub(index)).isEqualTo(sub);
    byte[] history = HistoryKey.tombstone(main, sub);
    assertThat(HistoryKey.main(history)).isEqualTo(main);
    assertThat(HistoryKey.sub(history)).isEqualTo(sub);
    assertThat(HistoryKey.isTombstone(history)).isTrue();
    assertThat(Arrays.compareUnsigned(HistoryKey.startOf(main), history)).isNegative();
  }

  @Property
  void recordsKnowWhatTheySupersedeAndWhoseTheyAre(
      @ForAll @LongRange(min = 0) long main,
      @ForAll @IntRange(min = 0) int sub,
      @ForAll @IntRange(min = 0) int size,
      @ForAll @Size(min = 1, max = 200) byte[] key,
      @ForAll @Size(max = 200) byte[] value) {
    KeyValue pair = KeyValue.of(Bytes.wrap(key), 2, 9, 3, Bytes.wrap(value), -1);
    HistoryRecord record =
        HistoryRecord.parse(HistoryRecord.encode(main, sub, size, pair.encoded()));
    assertThat(record.prevMain()).isEqualTo(main);
    assertThat(record.prevSub()).isEqualTo(sub);
    assertThat(record.prevSize()).isEqualTo(size);
    assertThat(record.key()).isEqualTo(Bytes.wrap(key));
    assertThat(record.size()).isEqualTo(pair.encoded().length);
    assertThat(record.pair(HistoryKey.put(9, 0))).isEqualTo(pair);
    assertThat(record.isIn(KeyRange.one(Bytes.wrap(key)))).isTrue();
    assertThat(record.isIn(KeyRange.from(Bytes.wrap(key).next()))).isFalse();
    assertThat(record.isIn(new KeyRange(Bytes.wrap(key), Bytes.wrap(key).next()))).isTrue();
  }
}
