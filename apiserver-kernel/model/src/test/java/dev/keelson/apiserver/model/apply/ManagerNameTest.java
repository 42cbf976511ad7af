package dev.keelson.apiserver.model.apply;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ManagerNameTest {
  @Test
  void theNameAskedForCounts() {
    assertThat(ManagerName.of("helm", "kubectl/v1.36.3 (linux/amd64)")).isEqualTo("helm");
  }

  @Test
  void elseItIsTheProgramOfTheUserAgent() {
    assertThat(ManagerName.of("", "kubectl/v1.36.3 (linux/amd64)")).isEqualTo("kubectl");
    assertThat(ManagerName.of("", "my agent")).isEqualTo("my agent");
    assertThat(ManagerName.of("", "a\u0007b\u00a0c/1")).isEqualTo("abc");
    assertThat(ManagerName.of("", "")).isEmpty();
  }

  @Test
  void itIsCutBetweenCharacters() {
    assertThat(ManagerName.of("", "x".repeat(200))).hasSize(128);
    assertThat(ManagerName.of("", "x" + "é".repeat(100))).isEqualTo("x" + "é".repeat(63));
  }
}
