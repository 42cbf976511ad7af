package dev.keelson.benchmarks.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The expected bytes follow from the field numbers of etcd's rpc.proto and protobuf's wire format.
 */
class RequestsTest {
  private static final byte[] KEY = "k".getBytes(US_ASCII);
  private static final byte[] VALUE = "v".getBytes(US_ASCII);

  @Test
  void getAsksForOneKeyWithLimitOne() {
    assertThat(hex(Requests.Range.ofKey(KEY).encode())).isEqualTo("0a016b1801");
  }

  @Test
  void prefixCountSerializable() {
    assertThat(hex(Requests.Range.ofPrefix(KEY).asCount().asSerializable().encode()))
        .isEqualTo("0a016b12016c38014801");
  }

  @Test
  void limitIsFieldThree() {
    assertThat(hex(Requests.Range.ofPrefix(KEY).limitedTo(500).encode()))
        .isEqualTo("0a016b12016c18f403");
  }

  @Test
  void createComparesTheRevisionWithAnExplicitZero() {
    assertThat(hex(Requests.txnCreate(KEY, VALUE)))
        .isEqualTo("0a07" + "1002" + "1a016b" + "3000" + "1208" + "1206" + "0a016b" + "120176");
  }

  @Test
  void updateReadsTheKeyIfItWasChanged() {
    assertThat(hex(Requests.txnUpdate(KEY, 5, VALUE)))
        .isEqualTo(
            "0a07" + "1002" + "1a016b" + "3005" + "1208" + "1206" + "0a016b" + "120176" + "1a05"
                + "0a03" + "0a016b");
  }

  @Test
  void putAllIsATransactionWithoutConditions() {
    assertThat(hex(Requests.putAll(List.of(new Requests.Pair(KEY, VALUE)))))
        .isEqualTo("1208" + "1206" + "0a016b" + "120176");
  }

  @Test
  void watchIsACreateRequest() {
    assertThat(hex(Requests.watchPrefix(KEY))).isEqualTo("0a06" + "0a016b" + "12016c");
  }

  @Test
  void aPrefixEndsBehindItsLastByteThatCanGrow() {
    assertThat(Requests.prefixEnd(new byte[] {1, (byte) 0xff})).containsExactly(2);
    assertThatThrownBy(() -> Requests.prefixEnd(new byte[] {(byte) 0xff}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFailedUpdateTellsTheKeysRevision() {
    // header{revision 9}, responses{response_range{kvs{key k, mod_revision 7}}}
    byte[] answer =
        HexFormat.of().parseHex("0a021809" + "1a09" + "0a07" + "1205" + "0a016b" + "1807");

    assertThat(Answer.txn(answer)).isEqualTo(new Answer.Txn(9, false, 7));
  }

  @Test
  void aSuccessfulTransactionsRevisionIsTheKeys() {
    assertThat(Answer.txn(HexFormat.of().parseHex("0a0218091001")))
        .isEqualTo(new Answer.Txn(9, true, 9));
  }

  @Test
  void rangeAnswersAreCounted() {
    byte[] answer =
        HexFormat.of()
            .parseHex("0a021809" + "1208" + "0a016b" + "1807" + "2a0176" + "1801" + "200c");

    assertThat(Answer.range(answer)).isEqualTo(new Answer.Range(9, 1, 1, 7, true, 12));
  }

  @Test
  void eventsAreToldByTheirStamps() {
    byte[] value = new byte[8];
    Stamp.write(value, 77);
    // events{kv{key k, value}} and an event whose value is too short to hold a stamp
    byte[] answer =
        HexFormat.of()
            .parseHex(
                "5a0f"
                    + "120d"
                    + "0a016b"
                    + "2a08"
                    + hex(value)
                    + "5a08"
                    + "1206"
                    + "0a016b"
                    + "2a0176");
    java.util.List<Long> stamps = new java.util.ArrayList<>();

    Answer.Watch watch = Answer.watch(answer, stamps::add);

    assertThat(stamps).containsExactly(77L);
    assertThat(watch).isEqualTo(new Answer.Watch(false, false, "", 2));
  }

  @Test
  void endpointsAreReadAsEtcdctlTakesThem() {
    assertThat(Endpoint.list("http://a:1, b:2,[::1]:3,c"))
        .containsExactly(
            new Endpoint("a", 1),
            new Endpoint("b", 2),
            new Endpoint("::1", 3),
            new Endpoint("c", 2_379));
    assertThat(Endpoint.list("https://a:1")).containsExactly(new Endpoint("a", 1, true));
    assertThatThrownBy(() -> Endpoint.list("a:b")).hasMessageContaining("'a:b'");
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
