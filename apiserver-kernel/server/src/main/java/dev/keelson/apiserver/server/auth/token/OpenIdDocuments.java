package dev.keelson.apiserver.server.auth.token;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.server.ApiResponse;
import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;

/** What others need to verify our tokens (OpenID Connect Discovery 1.0, RFC 7517). */
public final class OpenIdDocuments {
  public static final String CONFIGURATION_PATH = "/.well-known/openid-configuration";
  public static final String KEYS_PATH = "/openid/v1/jwks";
  private static final String CACHE_CONTROL = "public, max-age=3600";

  private final JsonObject configuration;
  private final JsonObject keySet;

  /**
   * @param keysUrl where {@link #KEYS_PATH} is seen from outside: {@code https://host:port} and it
   */
  public OpenIdDocuments(String issuer, String keysUrl, List<VerifyingKey> keys) {
    TreeSet<String> algorithms = new TreeSet<>();
    List<JsonValue> all = new ArrayList<>();
    for (VerifyingKey key : keys) {
      algorithms.add(key.algorithm().name());
      all.add(webKey(key));
    }
    this.keySet = JsonObject.of("keys", new JsonArray(all));
    this.configuration =
        JsonObject.builder()
            .put("issuer", issuer)
            .put("jwks_uri", keysUrl)
            .put("response_types_supported", JsonArray.ofText(List.of("id_token")))
            .put("subject_types_supported", JsonArray.ofText(List.of("public")))
            .put("id_token_signing_alg_values_supported", JsonArray.ofText(List.copyOf(algorithms)))
            .build();
  }

  public JsonObject configuration() {
    return configuration;
  }

  public JsonObject keySet() {
    return keySet;
  }

  /** The answer for {@link #CONFIGURATION_PATH}. */
  public ApiResponse configurationAnswer() {
    return answer("application/json", configuration);
  }

  /** The answer for {@link #KEYS_PATH}. */
  public ApiResponse keySetAnswer() {
    return answer("application/jwk-set+json", keySet);
  }

  private static ApiResponse answer(String type, JsonObject document) {
    ApiResponse.Complete json = ApiResponse.json(200, document);
    return new ApiResponse.Complete(
        200,
        json.headers().with("content-type", type).with("cache-control", CACHE_CONTROL),
        json.body());
  }

  private static JsonObject webKey(VerifyingKey key) {
    JsonObject.Builder json = JsonObject.builder().put("use", "sig");
    switch (key.key()) {
      case RSAPublicKey rsa ->
          json.put("kty", "RSA")
              .put("kid", key.id())
              .put("alg", key.algorithm().name())
              .put("n", encoded(rsa.getModulus(), 0))
              .put("e", encoded(rsa.getPublicExponent(), 0));
      case ECPublicKey elliptic -> {
        int length = key.algorithm().coordinateBytes();
        json.put("kty", "EC")
            .put("kid", key.id())
            .put("crv", key.algorithm().curve())
            .put("alg", key.algorithm().name())
            .put("x", encoded(elliptic.getW().getAffineX(), length))
            .put("y", encoded(elliptic.getW().getAffineY(), length));
      }
      default -> throw new IllegalArgumentException("key of " + key.key().getAlgorithm());
    }
    return json.build();
  }

  /** Big-endian, without a sign; at least {@code length} bytes. */
  private static String encoded(BigInteger number, int length) {
    byte[] signed = number.toByteArray();
    int from = signed[0] == 0 && signed.length > 1 ? 1 : 0;
    byte[] bytes = Arrays.copyOfRange(signed, from, signed.length);
    byte[] padded = new byte[Math.max(length, bytes.length)];
    System.arraycopy(bytes, 0, padded, padded.length - bytes.length, bytes.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(padded);
  }
}
