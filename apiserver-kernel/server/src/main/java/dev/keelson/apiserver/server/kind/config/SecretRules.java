package dev.keelson.apiserver.server.kind.config;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.BadJson;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.meta.Place;
import java.util.Base64;
import java.util.Optional;

/** Upstream's validation of Secrets; data is in base64 here. */
final class SecretRules implements Rules {
  private static final FieldPath DATA = FieldPath.of("data");
  private static final String ACCOUNT = "kubernetes.io/service-account.name";

  @Override
  public void created(ApiObject object, FieldErrors errors) {
    JsonObject data = object.tree().object("data");
    long size = 0;
    for (var entry : data) {
      String key = entry.getKey();
      Names.configMapKey(key).forEach(wrong -> errors.invalid(DATA.key(key), key, wrong));
      size += Sizes.ofBase64(entry.getValue());
    }
    if (size > Sizes.DATA_MOST) {
      errors.tooLong(DATA, Sizes.DATA_MOST);
    }
    checkType(object, data, errors);
  }

  private static void checkType(ApiObject object, JsonObject data, FieldErrors errors) {
    switch (object.tree().text("type")) {
      case "kubernetes.io/service-account-token" -> {
        if (object.annotations().getOrDefault(ACCOUNT, "").isEmpty()) {
          errors.required(FieldPath.of("metadata").child("annotations").key(ACCOUNT), "");
        }
      }
      case "kubernetes.io/dockercfg" -> checkJson(data, ".dockercfg", errors);
      case "kubernetes.io/dockerconfigjson" -> checkJson(data, ".dockerconfigjson", errors);
      case "kubernetes.io/basic-auth" -> {
        if (!data.has("username") && !data.has("password")) {
          require(data, "username", errors);
          require(data, "password", errors);
        }
      }
      case "kubernetes.io/ssh-auth" -> {
        if (Sizes.ofBase64(data.get("ssh-privatekey")) == 0) {
          errors.required(DATA.key("ssh-privatekey"), "");
        }
      }
      case "kubernetes.io/tls" -> {
        require(data, "tls.crt", errors);
        require(data, "tls.key", errors);
      }
      default -> {}
    }
  }

  private static void require(JsonObject data, String key, FieldErrors errors) {
    if (!data.has(key)) {
      errors.required(DATA.key(key), "");
    }
  }

  private static void checkJson(JsonObject data, String key, FieldErrors errors) {
    if (!data.has(key)) {
      errors.required(DATA.key(key), "");
      return;
    }
    problem(data.get(key))
        .ifPresent(wrong -> errors.invalid(DATA.key(key), "<secret contents redacted>", wrong));
  }

  private static Optional<String> problem(JsonValue base64) {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64.asText().orElse(""));
      if (bytes.length == 0) {
        return Optional.of("unexpected end of JSON input");
      }
      JsonValue value = JsonReader.read(bytes);
      return value instanceof JsonObject || value == JsonNull.NULL
          ? Optional.empty()
          : Optional.of(
              "json: cannot unmarshal %s into Go value of type map[string]interface {}"
                  .formatted(value.typeName()));
    } catch (BadJson | IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
    Place.of(next, errors).unchanged("type", before.tree());
    Immutability.check(next, before, errors, "data");
    created(next, errors);
  }
}
