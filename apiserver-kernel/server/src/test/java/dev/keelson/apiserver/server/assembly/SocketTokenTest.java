package dev.keelson.apiserver.server.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.Headers;
import dev.keelson.apiserver.server.assembly.Kernel.Reply;
import dev.keelson.apiserver.server.auth.token.BearerTokens;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A browser's WebSocket, whose token stands among its subprotocols. */
class SocketTokenTest {
  private static final String WATCH = "/api/v1/namespaces/default/pods?watch=1";
  private static Kernel kernel;

  @BeforeAll
  static void open() {
    kernel = Kernel.guarded("secret,ann,u1,system:masters\n");
  }

  @AfterAll
  static void close() {
    kernel.close();
  }

  private static String token(String text) {
    return BearerTokens.PROTOCOL_PREFIX
        + Base64.getUrlEncoder().withoutPadding().encodeToString(Kernel.bytes(text));
  }

  private static Reply offer(String protocols) {
    Headers headers =
        Headers.of("upgrade", "websocket")
            .with("connection", "Upgrade")
            .with("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
    return kernel.send(
        ApiRequest.of(
            "GET",
            WATCH,
            protocols.isEmpty() ? headers : headers.with("sec-websocket-protocol", protocols),
            new byte[0]));
  }

  @Test
  void theTokenSaysWhoItIsAndIsNotAnswered() {
    Reply opened = offer(token("secret") + ", base64.binary.k8s.io");
    assertThat(opened.is(101).headers().all("sec-websocket-protocol"))
        .containsExactly("base64.binary.k8s.io");
    Reply other = offer("base64.binary.k8s.io," + token("secret"));
    assertThat(other.is(101).headers().all("sec-websocket-protocol"))
        .containsExactly("base64.binary.k8s.io");
  }

  @Test
  void anotherTokenOrNoneIsRefused() {
    offer(token("wrong") + ", base64.binary.k8s.io").is(401);
    offer(token("secret")).is(401); // there must be one that can be answered
    offer(token("secret") + "," + token("secret") + ",a").is(401);
    offer(BearerTokens.PROTOCOL_PREFIX + "%%%, a").is(401);
    offer("base64.binary.k8s.io").is(403); // nobody in particular
    offer("").is(403);
  }

  @Test
  void ofSeveralProtocolsNoneIsChosen() {
    assertThat(offer(token("secret") + ", a, b").is(400).message())
        .isEqualTo("bad WebSocket protocol");
  }
}
