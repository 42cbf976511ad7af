package dev.keelson.controllers.token;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.DeleteOptions;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.queue.Reconciler;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** By Secret: fills it while its account is there, deletes it after. */
final class TokenSecrets implements Reconciler<ObjectName> {
  private final ApiClient client;
  private final Informer secrets;
  private final Informer accounts;
  private final TokenSigner signer;
  private final String ca;

  /**
   * @param ca PEM; "": Secrets keep the one they have
   */
  TokenSecrets(
      ApiClient client, Informer secrets, Informer accounts, TokenSigner signer, String ca) {
    this.client = client;
    this.secrets = secrets;
    this.accounts = accounts;
    this.signer = signer;
    this.ca = ca;
  }

  @Override
  public Result reconcile(ObjectName name) {
    Optional<ApiObject> found =
        secrets.store().get(name).filter(each -> !LegacyToken.accountOf(each).isEmpty());
    if (found.isEmpty() || found.get().isBeingDeleted()) {
      return Result.done();
    }
    Optional<ApiObject> account = account(found.get());
    if (account.isEmpty()) {
      delete(found.get());
      return Result.done();
    }
    if (isComplete(found.get())) {
      return Result.done();
    }
    fill(found.get(), account.get());
    return Result.done();
  }

  /** By the server, where it is not known here: a Secret is not lost because a watch lags. */
  private Optional<ApiObject> account(ApiObject secret) {
    ObjectName name = new ObjectName(secret.namespace(), LegacyToken.accountOf(secret));
    return accounts
        .store()
        .get(name)
        .filter(each -> LegacyToken.isOf(secret, each))
        .or(() -> client.resource("v1", "serviceaccounts").find(name))
        .filter(each -> LegacyToken.isOf(secret, each));
  }

  private void delete(ApiObject secret) {
    try {
      resource().delete(secret.objectName(), DeleteOptions.USUAL.onlyUid(secret.uid()));
    } catch (ApiFailure e) {
      if (e.status().code() != 404 && e.status().code() != 409) {
        throw e;
      }
    }
  }

  private boolean isComplete(ApiObject secret) {
    JsonObject data = secret.tree().object("data");
    boolean hasCa = ca.isEmpty() || data.text(LegacyToken.CA).equals(encoded(ca));
    return hasCa
        && !data.text(LegacyToken.NAMESPACE).isEmpty()
        && !data.text(LegacyToken.TOKEN).isEmpty();
  }

  private void fill(ApiObject cached, ApiObject account) {
    Optional<ApiObject> live = resource().find(cached.objectName());
    boolean isSame =
        live.filter(each -> each.resourceVersion().equals(cached.resourceVersion())).isPresent();
    if (!isSame) {
      // Its newer state will be told of.
      return;
    }
    try {
      resource().update(filled(live.get(), account));
    } catch (ApiFailure e) {
      if (e.status().code() != 404 && e.status().code() != 409) {
        throw e;
      }
    }
  }

  private ApiObject filled(ApiObject secret, ApiObject account) {
    JsonObject data = secret.tree().object("data");
    if (!ca.isEmpty()) {
      data = data.with(LegacyToken.CA, encoded(ca));
    }
    if (data.text(LegacyToken.NAMESPACE).isEmpty()) {
      data = data.with(LegacyToken.NAMESPACE, encoded(secret.namespace()));
    }
    if (data.text(LegacyToken.TOKEN).isEmpty()) {
      String token = signer.sign(LegacyToken.claims(account, secret));
      data = data.with(LegacyToken.TOKEN, encoded(token));
    }
    return secret
        .with("data", data)
        .withMetadata(
            metadata ->
                metadata.with(
                    "annotations",
                    metadata
                        .object("annotations")
                        .with(LegacyToken.ACCOUNT_NAME, account.name())
                        .with(LegacyToken.ACCOUNT_UID, account.uid())));
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private ResourceClient resource() {
    return client.resource("v1", "secrets");
  }
}
