package dev.keelson.controllers.serviceaccount;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.queue.Reconciler;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.pod.PodCalls;
import java.util.Optional;

/** By namespace: makes the account where there is none. Our own API server may have been faster. */
final class DefaultAccount implements Reconciler<ObjectName> {
  static final String NAME = "default";

  private final ApiClient client;
  private final Informer namespaces;
  private final Informer accounts;

  DefaultAccount(ApiClient client, Informer namespaces, Informer accounts) {
    this.client = client;
    this.namespaces = namespaces;
    this.accounts = accounts;
  }

  @Override
  public Result reconcile(ObjectName namespace) {
    Optional<ApiObject> found =
        namespaces
            .store()
            .get(namespace)
            .filter(each -> each.status().text("phase").equals("Active"));
    ObjectName account = new ObjectName(namespace.name(), NAME);
    if (found.isEmpty() || accounts.store().get(account).isPresent()) {
      return Result.done();
    }
    JsonObject metadata =
        JsonObject.builder().put("name", NAME).put("namespace", namespace.name()).build();
    try {
      client
          .resource("v1", "serviceaccounts")
          .create(ApiObject.of(GroupVersionKind.of("v1", "ServiceAccount"), metadata));
    } catch (ApiFailure e) {
      boolean isThere = e.status().reason().equals("AlreadyExists");
      if (!isThere && !PodCalls.isNamespaceEnding(e)) {
        throw e;
      }
    }
    return Result.done();
  }
}
