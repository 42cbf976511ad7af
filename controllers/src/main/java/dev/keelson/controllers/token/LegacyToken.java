package dev.keelson.controllers.token;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;

/** What a Secret's token says, and the Secret's own data. Pure. */
final class LegacyToken {
  static final String TYPE = "kubernetes.io/service-account-token";
  static final String ACCOUNT_NAME = "kubernetes.io/service-account.name";
  static final String ACCOUNT_UID = "kubernetes.io/service-account.uid";

  static final String CA = "ca.crt";
  static final String NAMESPACE = "namespace";
  static final String TOKEN = "token";

  private static final String CLAIM = "kubernetes.io/serviceaccount/";

  private LegacyToken() {}

  static JsonObject claims(ApiObject account, ApiObject secret) {
    return JsonObject.builder()
        .put("iss", "kubernetes/serviceaccount")
        .put(CLAIM + "namespace", account.namespace())
        .put(CLAIM + "secret.name", secret.name())
        .put(CLAIM + "service-account.name", account.name())
        .put(CLAIM + "service-account.uid", account.uid())
        .put("sub", "system:serviceaccount:" + account.namespace() + ":" + account.name())
        .build();
  }

  /** The account's name that a Secret gives; "" where it is no token's. */
  static String accountOf(ApiObject secret) {
    return secret.tree().text("type").equals(TYPE)
        ? secret.annotations().getOrDefault(ACCOUNT_NAME, "")
        : "";
  }

  /** Whether the Secret means this account; one that gives no uid means any of the name. */
  static boolean isOf(ApiObject secret, ApiObject account) {
    String uid = secret.annotations().getOrDefault(ACCOUNT_UID, "");
    return accountOf(secret).equals(account.name()) && (uid.isEmpty() || uid.equals(account.uid()));
  }
}
