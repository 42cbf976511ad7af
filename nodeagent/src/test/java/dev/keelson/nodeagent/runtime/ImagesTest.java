package dev.keelson.nodeagent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImagesTest {
  @ParameterizedTest
  @ValueSource(strings = {"busybox", "busybox:1.37", "docker.io/library/alpine", "reg:5000/a/bash"})
  void knowsShells(String image) {
    assertThat(Images.isShell(image)).isTrue();
    assertThat(Images.isPause(image)).isFalse();
  }

  @Test
  void knowsWhatOnlyWaits() {
    assertThat(Images.isPause("registry.k8s.io/pause:3.10.2")).isTrue();
    assertThat(Images.isPause("registry.k8s.io/pause@sha256:" + "0".repeat(64))).isTrue();
    assertThat(Images.isPause("registry.k8s.io/pause-win:3.10")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "webserver:404",
        "foo:non-existent",
        "nonexistent",
        "reg.example.com/team/does-not-exist:v1",
        "invalid.registry.k8s.io/invalid/alpine:3.1",
        "images.invalid:5000/a"
      })
  void doesNotHaveWhatSaysThatItIsNotThere(String image) {
    assertThat(MissingImages.failure(image)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nginx", "nginx:1.404", "reg:5000/invalid:1", "busybox@sha256:0404", "a/existent"})
  void hasEveryOther(String image) {
    assertThat(MissingImages.failure(image)).isEmpty();
  }

  @Test
  void saysWhyAsARuntimeWould() {
    assertThat(MissingImages.failure("foo:non-existent"))
        .hasValue(
            "failed to pull and unpack image \"docker.io/library/foo:non-existent\": failed to"
                + " resolve reference \"docker.io/library/foo:non-existent\":"
                + " docker.io/library/foo:non-existent: not found");
    assertThat(MissingImages.failure("invalid.example.com/a/b:1").orElseThrow())
        .endsWith(
            "Head \"https://invalid.example.com/v2/a/b/manifests/1\": dial tcp: lookup"
                + " invalid.example.com: no such host");
  }
}
