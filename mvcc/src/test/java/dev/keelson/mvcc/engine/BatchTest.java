package dev.keelson.mvcc.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {
  private final Batch batch = new Batch();

  private List<String> changes() {
    List<String> seen = new ArrayList<>();
    batch.forEach(
        new Batch.Visitor() {
          @Override
          public void put(Table table, byte[] key, byte[] value) {
            seen.add("put %s %d %d".formatted(table, key.length, value.length));
          }

          @Override
          public void delete(Table table, byte[] key) {
            seen.add("delete %s %d".formatted(table, key.length));
          }
        });
    return seen;
  }

  @Test
  void isEncodedAsRocksDbDoes() {
    batch.put(Table.CURRENT, new byte[] {'k'}, new byte[] {'v', 'w'});
    batch.delete(Table.META, new byte[] {'x'});
    assertThat(HexFormat.of().formatHex(batch.encoded()))
        .isEqualTo(
            "0000000000000000" + "02000000" + "05" + "01" + "016b" + "027677" + "0406" + "0178");
    assertThat(batch.size()).isEqualTo(batch.encoded().length);
  }

  @Test
  void growsAndKeepsTheOrder() {
    batch.put(Table.HISTORY, new byte[300], new byte[1 << 20]);
    batch.delete(Table.HISTORY, new byte[300]);
    batch.put(Table.LEASE, new byte[0], new byte[0]);
    assertThat(changes())
        .containsExactly("put HISTORY 300 1048576", "delete HISTORY 300", "put LEASE 0 0");
    assertThat(batch.count()).isEqualTo(3);
  }

  @Test
  void isEmptyOnceCleared() {
    batch.put(Table.CURRENT, new byte[1], new byte[8 << 20]);
    batch.clear();
    assertThat(batch.isEmpty()).isTrue();
    assertThat(changes()).isEmpty();
    assertThat(batch.size()).isEqualTo(12);
  }
}
