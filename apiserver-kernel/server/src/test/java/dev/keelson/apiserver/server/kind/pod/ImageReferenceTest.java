package dev.keelson.apiserver.server.kind.pod;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "nginx",
        "nginx:latest",
        "reg:5000/nginx",
        "reg.example.com/a/b",
        "localhost/x:latest",
        "UPPER/x"
      })
  void isPulledEachTime(String image) {
    assertThat(ImageReference.isLatest(image)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nginx:1",
        "reg:5000/nginx:1",
        "nginx@sha256:0123456789012345678901234567890123456789012345678901234567890123",
        "",
        "Foo",
        "a b",
        "a//b",
        "x:bad tag"
      })
  void isPulledOnce(String image) {
    assertThat(ImageReference.isLatest(image)).isFalse();
  }
}
