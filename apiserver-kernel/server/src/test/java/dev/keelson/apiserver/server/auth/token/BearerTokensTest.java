package dev.keelson.apiserver.server.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.Headers;
import dev.keelson.apiserver.server.auth.Authenticator;
import dev.keelson.apiserver.server.auth.Authenticator.Outcome;
import dev.keelson.apiserver.server.auth.AuthenticatorUnion;
import dev.keelson.apiserver.server.auth.Caller;
import dev.keelson.apiserver.server.auth.FakeObjects;
import dev.keelson.apiserver.server.auth.ObjectLookup;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTokensTest {
  private static final List<String> API = List.of("api");
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final String TOKENS =
      """
      # is no comment,in,such a file
      t1,ann,u1,"system:masters,dev"
      t2,bob,u2
      ,nobody,u3
      "t""3","c,d",u4,one
      """;

  private final FakeObjects objects = new FakeObjects();
  private final BearerTokens bearer =
      new BearerTokens(
          TokenUnion.of(StaticTokens.of(TOKENS, API), new BootstrapTokens(objects, () -> NOW, API)),
          API);
  private final Authenticator union = new AuthenticatorUnion(List.of(bearer), true);

  private Outcome authorization(String header) {
    return union.authenticate(
        ApiRequest.of("GET", "/", Headers.of("Authorization", header), new byte[0]));
  }

  private Outcome protocols(String protocols) {
    Headers headers =
        new Headers(
            Map.of(
                "Connection", List.of("Upgrade"),
                "Upgrade", List.of("websocket"),
                "Sec-WebSocket-Protocol", List.of(protocols)));
    return union.authenticate(ApiRequest.of("GET", "/", headers, new byte[0]));
  }

  private static String encoded(String token) {
    return BearerTokens.PROTOCOL_PREFIX
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(token.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void knowsTokensOfTheFile() {
    assertThat(authorization("Bearer t1"))
        .isEqualTo(
            new Outcome.Known(
                new Caller(
                    "ann",
                    "u1",
                    List.of("system:masters", "dev", "system:authenticated"),
                    Map.of())));
    assertThat(authorization("bearer t2 trailing"))
        .isEqualTo(
            new Outcome.Known(new Caller("bob", "u2", List.of("system:authenticated"), Map.of())));
    assertThat(authorization("Bearer t\"3"))
        .isInstanceOfSatisfying(
            Outcome.Known.class, each -> assertThat(each.caller().name()).isEqualTo("c,d"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer wrong", "BEARER t", "Bearer t1x"})
  void rejectsWrongTokens(String header) {
    assertThat(authorization(header)).isEqualTo(new Outcome.Rejected("invalid bearer token"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer", "Bearer ", "Basic dDE6", "t1"})
  void isAnonymousWithoutToken(String header) {
    assertThat(authorization(header)).isEqualTo(new Outcome.Known(Caller.ANONYMOUS));
  }

  @Test
  void rejectsNobodyWhereAnonymousIsOff() {
    assertThat(
            new AuthenticatorUnion(List.of(bearer), false).authenticate(ApiRequest.of("GET", "/")))
        .isInstanceOf(Outcome.Rejected.class);
  }

  @Test
  void takesTheTokenOfAWebSocket() {
    assertThat(protocols("v5.channel.k8s.io, " + encoded("t2")))
        .isInstanceOfSatisfying(
            Outcome.Known.class, each -> assertThat(each.caller().name()).isEqualTo("bob"));
    assertThat(protocols(encoded("t2")))
        .isEqualTo(new Outcome.Rejected("missing additional subprotocol"));
    assertThat(protocols(encoded("t2") + ",x," + encoded("t2")))
        .isInstanceOf(Outcome.Rejected.class);
    assertThat(protocols("x," + BearerTokens.PROTOCOL_PREFIX + "!"))
        .isInstanceOf(Outcome.Rejected.class);
    assertThat(protocols("x," + encoded("wrong")))
        .isEqualTo(new Outcome.Rejected("invalid bearer token"));
    assertThat(protocols("v5.channel.k8s.io")).isEqualTo(new Outcome.Known(Caller.ANONYMOUS));
  }

  @Test
  void refusesAFileThatIsWrong() {
    assertThatThrownBy(() -> StaticTokens.of("a,b\n", API))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 3 columns");
    assertThatThrownBy(() -> StaticTokens.of("a,b,\"c\n", API))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void bootstrapToken(String... changes) {
    Map<String, String> data = new TreeMap<>();
    data.put("token-id", "abcdef");
    data.put("token-secret", "0123456789abcdef");
    data.put("usage-bootstrap-authentication", "true");
    for (int i = 0; i < changes.length; i += 2) {
      data.put(changes[i], changes[i + 1]);
    }
    StringBuilder json = new StringBuilder();
    data.forEach(
        (key, value) ->
            json.append(json.isEmpty() ? "" : ",")
                .append("'" + key + "':'")
                .append(Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)))
                .append('\''));
    objects.put(
        ObjectLookup.SECRETS,
        "kube-system",
        "bootstrap-token-abcdef",
        "u",
        "{'type':'bootstrap.kubernetes.io/token','data':{" + json + "}}");
  }

  @Test
  void knowsABootstrapToken() {
    bootstrapToken(
        "auth-extra-groups",
        "system:bootstrappers:kubeadm:default-node-token",
        "expiration",
        "2026-06-01T12:00:01Z");

    assertThat(authorization("Bearer abcdef.0123456789abcdef"))
        .isEqualTo(
            new Outcome.Known(
                Caller.of(
                    "system:bootstrap:abcdef",
                    "system:bootstrappers",
                    "system:bootstrappers:kubeadm:default-node-token",
                    "system:authenticated")));
    assertThat(authorization("Bearer abcdef.0123456789abcdeg"))
        .isInstanceOf(Outcome.Rejected.class);
  }

  @Test
  void ignoresABootstrapTokenThatIsNotGood() {
    for (String[] changes :
        List.of(
            new String[] {"expiration", "2026-06-01T12:00:00Z"},
            new String[] {"expiration", "tomorrow"},
            new String[] {"usage-bootstrap-authentication", "yes"},
            new String[] {"auth-extra-groups", "system:masters"},
            new String[] {"token-id", "ffffff"},
            new String[] {"token-secret", "ffffffffffffffff"})) {
      bootstrapToken(changes);
      assertThat(authorization("Bearer abcdef.0123456789abcdef"))
          .as(String.join("=", changes))
          .isInstanceOf(Outcome.Rejected.class);
    }
  }
}
