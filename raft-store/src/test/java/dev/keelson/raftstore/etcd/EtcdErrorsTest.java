package dev.keelson.raftstore.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.mvcc.Refusal;
import dev.keelson.mvcc.TxnRules;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class EtcdErrorsTest {
  @Test
  void everyErrorOfEtcdHasItsCodeAndItsTextToTheLetter() throws IOException {
    List<String> ours =
        Arrays.stream(EtcdErrors.values())
            .filter(error -> error != EtcdErrors.ANSWER_TOO_LARGE)
            .map(e -> goCode(e.status().getCode().name()) + "|" + e.message())
            .toList();

    List<String> theirs =
        table().stream().map(line -> line.substring(line.indexOf('|') + 1)).toList();

    assertThat(ours).containsExactlyInAnyOrderElementsOf(theirs);
    assertThat(ours).hasSize(63);
  }

  @Test
  void everyRefusalOfTheStoreHasAnError() {
    assertThat(EtcdErrors.of(new Refusal.Compacted(5))).isEqualTo(EtcdErrors.COMPACTED);
    assertThat(EtcdErrors.of(new Refusal.FutureRevision(5))).isEqualTo(EtcdErrors.FUTURE_REV);
    for (Refusal.Plain plain : Refusal.Plain.values()) {
      assertThat(EtcdErrors.of(plain).message()).startsWith("etcdserver: ");
    }
    assertThat(EtcdErrors.of(Refusal.Plain.LEASE_EXISTS)).isEqualTo(EtcdErrors.LEASE_EXIST);
    assertThat(EtcdErrors.of(Refusal.Plain.NO_SPACE)).isEqualTo(EtcdErrors.NO_SPACE);
  }

  @Test
  void everyViolationIsNamedAsTheError() {
    for (TxnRules.Violation violation : TxnRules.Violation.values()) {
      assertThat(EtcdErrors.of(violation).name()).isEqualTo(violation.name());
    }
  }

  private static List<String> table() throws IOException {
    try (InputStream in = EtcdErrorsTest.class.getResourceAsStream("/etcd-errors.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.startsWith("#")).toList();
    }
  }

  private static String goCode(String code) {
    if (code.equals("CANCELLED")) {
      return "Canceled";
    }
    StringBuilder name = new StringBuilder();
    for (String word : code.split("_")) {
      name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return name.toString();
  }
}
