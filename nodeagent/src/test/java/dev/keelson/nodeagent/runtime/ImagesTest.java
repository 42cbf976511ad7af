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
}
