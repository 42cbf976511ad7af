package dev.keelson.apiserver.server.kind.config;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.server.kind.Preparation;
import dev.keelson.apiserver.server.kind.meta.Kind;
import dev.keelson.apiserver.server.kind.meta.NameRule;
import dev.keelson.apiserver.server.kind.meta.Preparations;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** The kinds of configuration, by name; all of group core. */
public final class ConfigKinds {
  private ConfigKinds() {}

  public static Map<String, Kind> core() {
    return Map.of(
        "ConfigMap",
        Kind.named(NameRule.SUBDOMAIN).ruledBy(new ConfigMapRules()),
        "Secret",
        Kind.named(NameRule.SUBDOMAIN)
            .filledBy(ConfigKinds::filledSecret)
            .preparedBy(new SecretPreparation())
            .ruledBy(new SecretRules()),
        "ServiceAccount",
        Kind.named(NameRule.SUBDOMAIN).preparedBy(new AccountPreparation()),
        "LimitRange",
        Kind.named(NameRule.SUBDOMAIN)
            .filledBy(
                object ->
                    object.mapObject(
                        "spec", spec -> spec.mapEach("limits", ConfigKinds::filledLimit)))
            .ruledBy(new LimitRangeRules()),
        "ResourceQuota",
        Kind.named(NameRule.SUBDOMAIN)
            .filledBy(
                object ->
                    object
                        .withDefault("spec", JsonObject.EMPTY)
                        .withDefault("status", JsonObject.EMPTY))
            .preparedBy(Preparations.status())
            .ruledBy(new ResourceQuotaRules()));
  }

  /** {@code stringData} goes into {@code data} over what is there: it is never stored. */
  private static JsonObject filledSecret(JsonObject object) {
    JsonObject secret = object.text("type").isEmpty() ? object.with("type", "Opaque") : object;
    if (!secret.has("stringData")) {
      return secret;
    }
    JsonObject.Builder data = secret.object("data").toBuilder();
    secret
        .object("stringData")
        .texts()
        .forEach((key, text) -> data.put(key, JsonString.of(base64(text))));
    JsonObject all = data.build();
    JsonObject without = secret.without("stringData");
    return all.isEmpty() ? without : without.with("data", all);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonObject filledLimit(JsonObject limit) {
    if (!limit.text("type").equals("Container")) {
      return limit;
    }
    JsonObject limits = filled(limit.object("default"), limit.object("max"));
    JsonObject requests =
        filled(filled(limit.object("defaultRequest"), limits), limit.object("min"));
    JsonObject filled = limits.isEmpty() ? limit : limit.with("default", limits);
    return requests.isEmpty() ? filled : filled.with("defaultRequest", requests);
  }

  private static JsonObject filled(JsonObject amounts, JsonObject more) {
    JsonObject.Builder all = amounts.toBuilder();
    more.forEach(
        (name, amount) -> {
          if (!all.has(name)) {
            all.put(name, amount);
          }
        });
    return all.build();
  }

  /** A type that is left out is what it was. */
  private static final class SecretPreparation implements Preparation {
    @Override
    public ApiObject forUpdate(ApiObject next, ApiObject before) {
      return next.tree().text("type").isEmpty() ? Preparations.kept(next, before, "type") : next;
    }
  }

  /** Of the secrets only the names are kept. */
  private static final class AccountPreparation implements Preparation {
    @Override
    public ApiObject forCreate(ApiObject object) {
      return object.map(
          tree ->
              tree.mapEach(
                  "secrets", secret -> JsonObject.of("name", JsonString.of(secret.text("name")))));
    }

    @Override
    public ApiObject forUpdate(ApiObject next, ApiObject before) {
      return forCreate(next);
    }
  }
}
