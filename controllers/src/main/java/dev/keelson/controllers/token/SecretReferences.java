package dev.keelson.controllers.token;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.queue.Reconciler;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.List;
import java.util.Optional;

/** A token's Secret that is gone is taken from its account's list. */
final class SecretReferences implements Reconciler<SecretReferences.Gone> {
  /** A Secret that was an account's. */
  record Gone(ObjectName secret, String account, String accountUid) {}

  private final ApiClient client;

  SecretReferences(ApiClient client) {
    this.client = client;
  }

  @Override
  public Result reconcile(Gone gone) {
    ObjectName name = new ObjectName(gone.secret().namespace(), gone.account());
    if (client.resource("v1", "secrets").find(gone.secret()).isPresent()) {
      return Result.done();
    }
    Optional<ApiObject> account =
        client
            .resource("v1", "serviceaccounts")
            .find(name)
            .filter(each -> gone.accountUid().isEmpty() || each.uid().equals(gone.accountUid()));
    if (account.isEmpty()) {
      return Result.done();
    }
    JsonArray before = account.get().tree().array("secrets");
    List<JsonValue> left =
        before.values().stream()
            .filter(
                each ->
                    !(each instanceof JsonObject reference
                        && reference.text("name").equals(gone.secret().name())))
            .toList();
    if (left.size() == before.size()) {
      return Result.done();
    }
    try {
      client
          .resource("v1", "serviceaccounts")
          .update(account.get().with("secrets", new JsonArray(left)));
    } catch (ApiFailure e) {
      if (e.status().code() != 404) {
        throw e;
      }
    }
    return Result.done();
  }
}
