package dev.keelson.scheduler.plugins.spread;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.select.BadSelector;
import dev.keelson.apiserver.model.select.LabelSelector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which pods belong with a pod, judged by the services that select it and by the controller that
 * owns it: what the default constraints count.
 */
final class OwnSelector {
  /** Where the owners are looked up. */
  interface Owners {
    List<ApiObject> services(String namespace);

    /**
     * @param resource replicationcontrollers, replicasets or statefulsets
     */
    Optional<ApiObject> owner(String resource, ObjectName name);
  }

  private final Owners owners;

  OwnSelector(Owners owners) {
    this.owners = owners;
  }

  /** Empty where nobody claims the pod. */
  Optional<LabelSelector> of(ApiObject pod) {
    Map<String, String> labels = new LinkedHashMap<>();
    Map<String, String> podLabels = pod.labels();
    for (ApiObject service : owners.services(pod.namespace())) {
      Map<String, String> wanted = service.spec().object("selector").texts();
      // One without a selector selects nothing.
      if (service.spec().isSet("selector") && podLabels.entrySet().containsAll(wanted.entrySet())) {
        labels.putAll(wanted);
      }
    }
    List<JsonValue> expressions = new ArrayList<>();
    pod.controller().ifPresent(owner -> add(owner, pod.namespace(), labels, expressions));
    return selector(labels, expressions).filter(each -> !each.isEmpty());
  }

  private static Optional<LabelSelector> selector(
      Map<String, String> labels, List<JsonValue> expressions) {
    try {
      return Optional.of(
          LabelSelector.of(
              JsonObject.of(
                  "matchLabels",
                  JsonObject.ofText(labels),
                  "matchExpressions",
                  new JsonArray(expressions))));
    } catch (BadSelector _) {
      return Optional.empty();
    }
  }

  private void add(
      JsonObject reference, String namespace, Map<String, String> labels, List<JsonValue> more) {
    String kind = reference.text("kind");
    String apiVersion = reference.text("apiVersion");
    ObjectName name = new ObjectName(namespace, reference.text("name"));
    switch (apiVersion + " " + kind) {
      case "v1 ReplicationController" ->
          owners
              .owner("replicationcontrollers", name)
              .ifPresent(owner -> labels.putAll(owner.spec().object("selector").texts()));
      case "apps/v1 ReplicaSet" ->
          owners.owner("replicasets", name).ifPresent(owner -> addSelector(owner, labels, more));
      case "apps/v1 StatefulSet" ->
          owners.owner("statefulsets", name).ifPresent(owner -> addSelector(owner, labels, more));
      default -> {
        // No controller whose pods are known to be alike.
      }
    }
  }

  private static void addSelector(
      ApiObject owner, Map<String, String> labels, List<JsonValue> more) {
    JsonObject selector = owner.spec().object("selector");
    labels.putAll(selector.object("matchLabels").texts());
    more.addAll(selector.array("matchExpressions").values());
  }
}
