package dev.keelson.apiserver.server.auth.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.server.auth.Caller;
import dev.keelson.apiserver.server.auth.FakeObjects;
import dev.keelson.apiserver.server.auth.ObjectLookup;
import dev.keelson.apiserver.server.auth.token.TokenAuthenticator.Outcome;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceAccountTokensTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final String ISSUER = "https://kubernetes.default.svc";
  private static final List<String> API = List.of(ISSUER);
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final FakeObjects objects = new FakeObjects();
  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  private final SigningKey key = TestKeys.signing(TestKeys.P256);
  private final TokenIssuer issuer = issuer(key);
  private final ServiceAccountTokens tokens = tokens(key);
  private ApiObject account = new ApiObject(JsonObject.EMPTY);

  private TokenIssuer issuer(SigningKey signing) {
    return new TokenIssuer(ISSUER, signing, API, objects, () -> "id-1");
  }

  private ServiceAccountTokens tokens(SigningKey signing) {
    return new ServiceAccountTokens(API, List.of(signing.verifyingKey()), API, objects, now::get);
  }

  @BeforeEach
  void createObjects() {
    account = objects.put(ObjectLookup.SERVICE_ACCOUNTS, "ns", "sa", "sa-uid", "{}");
    objects.put(
        ObjectLookup.PODS,
        "ns",
        "pod",
        "pod-uid",
        "{'spec':{'serviceAccountName':'sa','nodeName':'n1'}}");
    objects.put(ObjectLookup.NODES, "", "n1", "n1-uid", "{}");
    objects.put(ObjectLookup.SECRETS, "ns", "secret", "secret-uid", "{}");
  }

  private String issue(String spec) {
    JsonObject request = JsonReader.readObject("{\"spec\":" + spec.replace('\'', '"') + "}");
    return issuer.issue(account, new ApiObject(request), NOW).status().text("token");
  }

  private Caller known(String token) {
    Outcome outcome = tokens.authenticate(token, API);
    assertThat(outcome).isInstanceOf(Outcome.Known.class);
    return ((Outcome.Known) outcome).caller();
  }

  private String rejection(String token) {
    Outcome outcome = tokens.authenticate(token, API);
    assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
    return ((Outcome.Rejected) outcome).why();
  }

  private static String encoded(String text) {
    return BASE64.encodeToString(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void knowsTheServiceAccount() {
    assertThat(known(issue("{}")))
        .isEqualTo(
            new Caller(
                "system:serviceaccount:ns:sa",
                "sa-uid",
                List.of("system:serviceaccounts", "system:serviceaccounts:ns"),
                Map.of("authentication.kubernetes.io/credential-id", List.of("JTI=id-1"))));
  }

  static List<KeyPair> pairs() {
    return List.of(TestKeys.RSA, TestKeys.P256, TestKeys.P384, TestKeys.P521);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void signsWithEachSortOfKey(KeyPair pair) {
    SigningKey signing = TestKeys.signing(pair);
    String token =
        issuer(signing).issue(account, new ApiObject(JsonObject.EMPTY), NOW).status().text("token");

    assertThat(tokens(signing).authenticate(token, API)).isInstanceOf(Outcome.Known.class);
    assertThat(tokens(TestKeys.signing(TestKeys.OTHER)).authenticate(token, API))
        .isEqualTo(new Outcome.Rejected("invalid signature, no keys found"));
  }

  @Test
  void tellsThePodAndItsNode() {
    Caller caller =
        known(issue("{'boundObjectRef':{'kind':'Pod','apiVersion':'v1','name':'pod'}}"));

    assertThat(caller.extra())
        .containsEntry("authentication.kubernetes.io/pod-name", List.of("pod"))
        .containsEntry("authentication.kubernetes.io/pod-uid", List.of("pod-uid"))
        .containsEntry("authentication.kubernetes.io/node-name", List.of("n1"))
        .containsEntry("authentication.kubernetes.io/node-uid", List.of("n1-uid"));
  }

  @Test
  void endsWithItsTime() {
    String token = issue("{'expirationSeconds':600}");
    now.set(NOW.plusSeconds(660));
    assertThat(known(token).name()).isEqualTo("system:serviceaccount:ns:sa");

    now.set(NOW.plusSeconds(661));
    assertThat(rejection(token)).isEqualTo("service account token has expired");

    now.set(NOW.minus(Duration.ofMinutes(2)));
    assertThat(rejection(token)).isEqualTo("service account token is not valid yet");
  }

  @Test
  void endsWithTheServiceAccount() {
    String token = issue("{}");
    objects.remove(ObjectLookup.SERVICE_ACCOUNTS, "ns", "sa");
    assertThat(rejection(token)).isEqualTo("serviceaccounts \"sa\" not found");

    objects.put(ObjectLookup.SERVICE_ACCOUNTS, "ns", "sa", "sa-uid-2", "{}");
    assertThat(rejection(token))
        .isEqualTo("service account UID (sa-uid-2) does not match claim (sa-uid)");
  }

  @Test
  void endsAMinuteAfterTheDeletionOfWhatIsBound() {
    String token = issue("{'boundObjectRef':{'kind':'Pod','apiVersion':'v1','name':'pod'}}");
    objects.put(
        ObjectLookup.PODS,
        "ns",
        "pod",
        "pod-uid",
        "{'metadata':{'deletionTimestamp':'2026-06-01T12:00:00Z'}}");
    assertThat(known(token).uid()).isEqualTo("sa-uid");

    now.set(NOW.plusSeconds(61));
    assertThat(rejection(token)).isEqualTo("service account token has been invalidated");
  }

  @Test
  void endsWithWhatIsBound() {
    String pod = issue("{'boundObjectRef':{'kind':'Pod','apiVersion':'v1','name':'pod'}}");
    String secret = issue("{'boundObjectRef':{'kind':'Secret','apiVersion':'v1','name':'secret'}}");
    String node = issue("{'boundObjectRef':{'kind':'Node','apiVersion':'v1','name':'n1'}}");
    objects.remove(ObjectLookup.NODES, "", "n1");
    assertThat(known(pod).uid()).isEqualTo("sa-uid");
    assertThat(known(secret).uid()).isEqualTo("sa-uid");
    assertThat(rejection(node)).isEqualTo("service account token has been invalidated");

    objects.put(ObjectLookup.PODS, "ns", "pod", "pod-uid-2", "{}");
    objects.remove(ObjectLookup.SECRETS, "ns", "secret");
    assertThat(rejection(pod))
        .isEqualTo("pod UID (pod-uid-2) does not match service account pod ref claim (pod-uid)");
    assertThat(rejection(secret)).isEqualTo("service account token has been invalidated");
  }

  @Test
  void isForItsAudienceAlone() {
    String vault = issue("{'audiences':['vault','other']}");

    assertThat(rejection(vault))
        .isEqualTo(
            "token audiences [\"vault\" \"other\"] is invalid for the target audiences"
                + " [\"https://kubernetes.default.svc\"]");
    assertThat(tokens.authenticate(vault, List.of("x", "vault")))
        .isInstanceOfSatisfying(
            Outcome.Known.class, each -> assertThat(each.audiences()).containsExactly("vault"));
  }

  @Test
  void rejectsWhatWasTamperedWith() {
    String[] parts = issue("{}").split("\\.");
    String claims =
        new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
            .replace("\"sa\"", "\"admin\"");

    assertThat(rejection(parts[0] + "." + encoded(claims) + "." + parts[2]))
        .isEqualTo("invalid signature");
    assertThat(rejection(parts[0] + "." + parts[1] + ".")).isEqualTo("invalid signature");
    assertThat(rejection(parts[0] + "." + parts[1] + "." + parts[2] + "AAAA"))
        .isEqualTo("invalid signature");
    assertThat(rejection(parts[0] + "." + parts[1] + "." + BASE64.encodeToString(new byte[64])))
        .isEqualTo("invalid signature");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "", "RS256", "ES384"})
  void rejectsAnAlgorithmThatIsNotTheKeys(String algorithm) {
    String[] parts = issue("{}").split("\\.");

    assertThat(rejection(encoded("{'alg':'" + algorithm + "'}") + "." + parts[1] + "." + parts[2]))
        .isEqualTo("invalid signature");
    assertThat(rejection(encoded("{'alg':'" + algorithm + "'}") + "." + parts[1] + "."))
        .isEqualTo("invalid signature");
  }

  @Test
  void rejectsASecretMadeOfThePublicKey() throws Exception {
    String signed = encoded("{'alg':'HS256'}") + "." + issue("{}").split("\\.")[1];
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(TestKeys.P256.getPublic().getEncoded(), "HmacSHA256"));
    byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));

    assertThat(rejection(signed + "." + BASE64.encodeToString(signature)))
        .isEqualTo("invalid signature");
  }

  @Test
  void rejectsAnotherKeyUnderOurKeysName() {
    SigningKey other = TestKeys.signing(TestKeys.OTHER);
    String forged =
        issuer(other).issue(account, new ApiObject(JsonObject.EMPTY), NOW).status().text("token");
    String header = encoded("{'alg':'ES256','kid':'" + key.verifyingKey().id() + "'}");

    assertThat(rejection(header + forged.substring(forged.indexOf('.'))))
        .isEqualTo("invalid signature");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "a.b",
        "a.b.c",
        "..",
        "{}",
        "eyJhbGciOiJFUzI1NiJ9..",
        "eyJhbGciOiJFUzI1NiJ9.e30=.AAAA",
        "eyJhbGciOiJFUzI1NiJ9.e30.AAAA",
        "a.b.c.d",
        "\u00e4.\u00f6.\u00fc",
      })
  void doesNotKnowWhatIsNoTokenOfOurs(String token) {
    assertThat(tokens.authenticate(token, API)).isEqualTo(new Outcome.Unknown());
  }

  @Test
  void doesNotKnowAnotherIssuer() {
    String token =
        new TokenIssuer("https://elsewhere", key, API, objects, () -> "id")
            .issue(account, new ApiObject(JsonObject.EMPTY), NOW)
            .status()
            .text("token");

    assertThat(tokens.authenticate(token, API)).isEqualTo(new Outcome.Unknown());
  }

  @Test
  void doesNotRecurseIntoWhatIsNotSigned() {
    String deep = "{'iss':'" + ISSUER + "','x':" + "[".repeat(300) + "]".repeat(300) + "}";

    assertThat(tokens.authenticate(encoded("{'alg':'ES256'}") + "." + encoded(deep) + ".AA", API))
        .isEqualTo(new Outcome.Unknown());
    assertThat(tokens.authenticate("a".repeat(Jwt.LONGEST + 1), API))
        .isEqualTo(new Outcome.Unknown());
  }

  private String legacy(String secret) {
    return key.sign(
        JsonReader.readObject(
            """
            {"iss": "kubernetes/serviceaccount", "sub": "system:serviceaccount:ns:sa",
             "kubernetes.io/serviceaccount/namespace": "ns",
             "kubernetes.io/serviceaccount/secret.name": "%s",
             "kubernetes.io/serviceaccount/service-account.name": "sa",
             "kubernetes.io/serviceaccount/service-account.uid": "sa-uid"}
            """
                .formatted(secret)));
  }

  @Test
  void knowsATokenThatASecretHolds() {
    String token = legacy("held");
    String data = Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.US_ASCII));
    assertThat(rejection(token)).isEqualTo("Token has been invalidated");

    objects.put(ObjectLookup.SECRETS, "ns", "held", "u", "{'data':{'token':'" + data + "'}}");
    assertThat(known(token).groups()).contains("system:serviceaccounts:ns");

    objects.put(ObjectLookup.SECRETS, "ns", "held", "u", "{'data':{'token':'AAAA'}}");
    assertThat(rejection(token)).isEqualTo("Token does not match server's copy");

    objects.put(
        ObjectLookup.SECRETS,
        "ns",
        "held",
        "u",
        "{'metadata':{'labels':{'kubernetes.io/legacy-token-invalid-since':'2026-01-01'}},"
            + "'data':{'token':'"
            + data
            + "'}}");
    assertThat(rejection(token)).contains("has been marked invalid");
  }
}
