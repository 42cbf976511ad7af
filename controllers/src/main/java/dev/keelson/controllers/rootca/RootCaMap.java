package dev.keelson.controllers.rootca;

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

/** By namespace: its ConfigMap as it ought to be. */
final class RootCaMap implements Reconciler<ObjectName> {
  static final String NAME = "kube-root-ca.crt";

  private static final String KEY = "ca.crt";
  private static final String ANNOTATION = "kubernetes.io/description";
  private static final String DESCRIPTION =
      "Contains a CA bundle that can be used to verify the kube-apiserver when using internal"
          + " endpoints such as the internal service IP or kubernetes.default.svc. No other usage is"
          + " guaranteed across distributions of Kubernetes clusters.";

  private final ApiClient client;
  private final Informer namespaces;
  private final Informer maps;
  private final JsonObject data;

  RootCaMap(ApiClient client, Informer namespaces, Informer maps, String pem) {
    this.client = client;
    this.namespaces = namespaces;
    this.maps = maps;
    this.data = JsonObject.builder().put(KEY, pem).build();
  }

  @Override
  public Result reconcile(ObjectName namespace) {
    boolean isActive =
        namespaces
            .store()
            .get(namespace)
            .filter(each -> each.status().text("phase").equals("Active"))
            .isPresent();
    Optional<ApiObject> known = maps.store().get(new ObjectName(namespace.name(), NAME));
    if (!isActive || known.filter(this::isRight).isPresent()) {
      return Result.done();
    }
    if (known.isPresent()) {
      client.resource("v1", "configmaps").update(right(known.get()));
      return Result.done();
    }
    try {
      client.resource("v1", "configmaps").create(right(fresh(namespace.name())));
    } catch (ApiFailure e) {
      if (e.status().reason().equals("AlreadyExists")) {
        return Result.again();
      }
      if (e.status().code() != 404 && !PodCalls.isNamespaceEnding(e)) {
        throw e;
      }
    }
    return Result.done();
  }

  private static ApiObject fresh(String namespace) {
    JsonObject metadata =
        JsonObject.builder().put("name", NAME).put("namespace", namespace).build();
    return ApiObject.of(GroupVersionKind.of("v1", "ConfigMap"), metadata);
  }

  private boolean isRight(ApiObject map) {
    return map.tree().object("data").equals(data)
        && !map.annotations().getOrDefault(ANNOTATION, "").isEmpty();
  }

  private ApiObject right(ApiObject map) {
    return map.with("data", data)
        .withMetadata(
            metadata ->
                metadata.with(
                    "annotations", metadata.object("annotations").with(ANNOTATION, DESCRIPTION)));
  }
}
