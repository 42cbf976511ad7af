package dev.keelson.apiserver.server.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.server.auth.FakeObjects;
import dev.keelson.apiserver.server.auth.ObjectLookup;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TokenIssuerTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00.7Z");

  private final FakeObjects objects = new FakeObjects();
  private final SigningKey key = TestKeys.signing(TestKeys.P256);
  private final TokenIssuer issuer =
      new TokenIssuer("https://issuer", key, List.of("api"), objects, () -> "id-1");
  private final ApiObject account =
      objects.put(ObjectLookup.SERVICE_ACCOUNTS, "ns", "sa", "sa-uid", "{}");

  private ApiObject issue(String request) {
    return issuer.issue(
        account, new ApiObject(JsonReader.readObject(request.replace('\'', '"'))), NOW);
  }

  private JsonObject claims(String request) {
    return Jwt.parse(issue(request).status().text("token")).orElseThrow().claims();
  }

  private String failure(String request) {
    ApiFailure failure = catchThrowableOfType(ApiFailure.class, () -> issue(request));
    assertThat(failure).isNotNull();
    return failure.status().code() + " " + failure.status().message();
  }

  @Test
  void fillsInWhatWasNotAsked() {
    ApiObject answer = issue("{'spec':{}}");

    assertThat(answer.without("status").tree())
        .isEqualTo(
            JsonReader.readObject(
                """
                {"kind": "TokenRequest", "apiVersion": "authentication.k8s.io/v1",
                 "metadata": {"name": "sa", "namespace": "ns", "uid": "sa-uid",
                              "creationTimestamp": "2026-06-01T12:00:00Z"},
                 "spec": {"audiences": ["api"], "expirationSeconds": 3600, "boundObjectRef": null}}
                """));
    assertThat(answer.status().text("expirationTimestamp")).isEqualTo("2026-06-01T13:00:00Z");
    assertThat(claims("{'spec':{}}"))
        .isEqualTo(
            JsonReader.readObject(
                """
                {"aud": ["api"], "exp": 1780318800, "iat": 1780315200, "nbf": 1780315200,
                 "iss": "https://issuer", "jti": "id-1", "sub": "system:serviceaccount:ns:sa",
                 "kubernetes.io": {"namespace": "ns",
                                   "serviceaccount": {"name": "sa", "uid": "sa-uid"}}}
                """));
  }

  @Test
  void extendsTheInjectedTokenOfAPod() {
    objects.put(ObjectLookup.PODS, "ns", "p", "p-uid", "{'spec':{'serviceAccountName':'sa'}}");
    String ref = "'boundObjectRef':{'kind':'Pod','apiVersion':'v1','name':'p'}";

    JsonObject claims = claims("{'spec':{'expirationSeconds':3607," + ref + "}}");
    assertThat(claims.number("exp", 0) - claims.number("iat", 0)).isEqualTo(31_536_000);
    assertThat(claims.object("kubernetes.io").number("warnafter", 0) - claims.number("iat", 0))
        .isEqualTo(3607);
    assertThat(claims.objectAt("kubernetes.io", "pod").toJson())
        .isEqualTo("{\"name\":\"p\",\"uid\":\"p-uid\"}");

    JsonObject other =
        claims("{'spec':{'audiences':['vault'],'expirationSeconds':3607," + ref + "}}");
    assertThat(other.number("exp", 0) - other.number("iat", 0)).isEqualTo(3607);
    assertThat(other.object("kubernetes.io").has("warnafter")).isFalse();
  }

  @Test
  void namesTheNodeEvenIfItIsUnknown() {
    objects.put(
        ObjectLookup.PODS,
        "ns",
        "p",
        "p-uid",
        "{'spec':{'serviceAccountName':'sa','nodeName':'gone'}}");

    assertThat(
            claims("{'spec':{'boundObjectRef':{'kind':'Pod','apiVersion':'v1','name':'p'}}}")
                .objectAt("kubernetes.io", "node")
                .toJson())
        .isEqualTo("{\"name\":\"gone\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'spec':{'expirationSeconds':599}} | 422 TokenRequest.authentication.k8s.io \"\" is"
            + " invalid: spec.expirationSeconds: Invalid value: 599: may not specify a duration"
            + " less than 10 minutes",
        "{'spec':{'expirationSeconds':4294967297}} | 422 TokenRequest.authentication.k8s.io \"\""
            + " is invalid: spec.expirationSeconds: Invalid value: 4294967297: may not specify a"
            + " duration larger than 2^32 seconds",
        "{'metadata':{'name':'x'}} | 422 TokenRequest.authentication.k8s.io \"sa\" is invalid:"
            + " metadata.name: Invalid value: \"x\": must match the service account name if"
            + " specified",
        "{'metadata':{'namespace':'x'}} | 422 TokenRequest.authentication.k8s.io \"sa\" is"
            + " invalid: metadata.namespace: Invalid value: \"x\": must match the service account"
            + " namespace if specified",
        "{'metadata':{'uid':'x'}} | 409 Operation cannot be fulfilled on"
            + " TokenRequest.authentication.k8s.io \"sa\": the UID in the token request (x) does"
            + " not match the UID of the service account (sa-uid)",
        "{'spec':{'boundObjectRef':{'kind':'Pod','apiVersion':'v1','name':'nope'}}} | 404 pods"
            + " \"nope\" not found",
        "{'spec':{'boundObjectRef':{'kind':'ConfigMap','apiVersion':'v1','name':'c'}}} | 400"
            + " cannot bind token to object of type /v1, Kind=ConfigMap",
        "{'spec':{'boundObjectRef':{'kind':'Pod','apiVersion':'v1','name':'foreign'}}} | 400"
            + " cannot bind token for serviceaccount \"sa\" to pod running with different"
            + " serviceaccount name.",
        "{'spec':{'boundObjectRef':{'kind':'Secret','apiVersion':'v1','name':'s','uid':'x'}}} |"
            + " 409 Operation cannot be fulfilled on Secret \"s\": the UID in the bound object"
            + " reference (x) does not match the UID in record. The object might have been deleted"
            + " and then recreated",
      })
  void refuses(String request, String message) {
    objects.put(ObjectLookup.PODS, "ns", "foreign", "u", "{'spec':{'serviceAccountName':'b'}}");
    objects.put(ObjectLookup.SECRETS, "ns", "s", "s-uid", "{}");

    assertThat(failure(request)).isEqualTo(message);
  }

  @Test
  void acceptsTheBounds() {
    assertThat(issue("{'spec':{'expirationSeconds':600}}").status().text("expirationTimestamp"))
        .isEqualTo("2026-06-01T12:10:00Z");
    assertThat(issue("{'spec':{'expirationSeconds':4294967296}}").status().has("token")).isTrue();
  }

  static List<KeyPair> pairs() {
    return List.of(TestKeys.RSA, TestKeys.P256, TestKeys.P384, TestKeys.P521);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void keepsKeysInFiles(KeyPair pair) throws Exception {
    String pem = KeyFiles.pem(pair);

    assertThat(KeyFiles.signingKey(pem).getPublic().getEncoded())
        .isEqualTo(pair.getPublic().getEncoded());
    assertThat(KeyFiles.verifyingKeys(pem).getFirst().id())
        .isEqualTo(VerifyingKey.of(pair.getPublic()).id());
  }

  @Test
  void publishesItsKeys() throws Exception {
    OpenIdDocuments documents =
        new OpenIdDocuments(
            "https://issuer",
            "https://host:6443/openid/v1/jwks",
            List.of(
                VerifyingKey.of(TestKeys.P521.getPublic()),
                VerifyingKey.of(TestKeys.RSA.getPublic())));

    assertThat(documents.configuration().toJson())
        .isEqualTo(
            "{\"issuer\":\"https://issuer\",\"jwks_uri\":\"https://host:6443/openid/v1/jwks\","
                + "\"response_types_supported\":[\"id_token\"],"
                + "\"subject_types_supported\":[\"public\"],"
                + "\"id_token_signing_alg_values_supported\":[\"ES512\",\"RS256\"]}");
    List<JsonObject> keys = documents.keySet().array("keys").objects().toList();
    assertThat(keys.getFirst().text("crv")).isEqualTo("P-521");
    assertThat(keys.getFirst().text("x")).hasSize(88);
    assertThat(keys.getLast().text("e")).isEqualTo("AQAB");
    assertThat(documents.keySetAnswer().headers().first("content-type"))
        .contains("application/jwk-set+json");
  }
}
