package dev.keelson.controllers.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.controllers.cluster.Bench;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class DetachedSignatureTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static TokenSecret token(String id, String expiration) {
    return new TokenSecret(
        Bench.object(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: bootstrap-token-%s, namespace: kube-system}
            type: bootstrap.kubernetes.io/token
            data:
              token-id: %s
              token-secret: %s
              usage-bootstrap-signing: %s
              expiration: "%s"
            """
                .formatted(
                    id,
                    base64(id),
                    base64("0123456789abcdef"),
                    base64("true"),
                    expiration.isEmpty() ? "" : base64(expiration))));
  }

  /** The example of upstream's tests. */
  @Test
  void isTheOneThatUpstreamMakes() {
    String content = "Hello from the other side. I must have called a thousand times.";
    assertThat(DetachedSignature.of(content, "joshua", "my voice is my passcode"))
        .isEqualTo(
            "eyJhbGciOiJIUzI1NiIsImtpZCI6Impvc2h1YSJ9..VShe2taLd-YTrmWuRkcL_8QTNDHYxQIEBsAYYiIj1_8");
  }

  @Test
  void signaturesFollowTheTokens() {
    ApiObject info =
        Bench.object(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: cluster-info, namespace: kube-public}
            data: {kubeconfig: payload, jws-kubeconfig-goneid: old}
            """);
    ApiObject signed =
        SignaturePlan.of(
                info, List.of(token("abcdef", ""), token("latexx", "2026-06-01T11:59:59Z")), NOW)
            .orElseThrow();
    assertThat(signed.tree().object("data").names())
        .containsExactly("kubeconfig", "jws-kubeconfig-abcdef");
    assertThat(SignaturePlan.of(signed, List.of(token("abcdef", "")), NOW)).isEmpty();
  }

  @Test
  void tokensExpire() {
    assertThat(token("abcdef", "2026-06-01T12:00:00Z").isExpired(NOW)).isTrue();
    assertThat(token("abcdef", "2026-06-01T12:00:01Z").isExpired(NOW)).isFalse();
    assertThat(token("abcdef", "tomorrow").isExpired(NOW)).isTrue();
    assertThat(token("abcdef", "").isExpired(NOW)).isFalse();
  }
}
