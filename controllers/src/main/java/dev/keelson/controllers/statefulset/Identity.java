package dev.keelson.controllers.statefulset;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.controllers.pod.PodTemplates;
import dev.keelson.controllers.pod.PodView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What makes a pod the one of its number: name, labels, host name, claims. */
final class Identity {
  private Identity() {}

  /** A new one. */
  static ApiObject pod(StatefulSetView set, JsonObject template, String revision, int ordinal) {
    String name = set.podName(ordinal);
    ApiObject pod =
        PodTemplates.pod(template, set.object())
            .withMetadata(metadata -> metadata.with("name", name))
            .withSpec(
                spec -> {
                  JsonObject named = spec.with("hostname", name);
                  return set.serviceName().isEmpty()
                      ? named
                      : named.with("subdomain", set.serviceName());
                });
    return withStorage(set, withLabels(pod, ordinal), ordinal)
        .withMetadata(
            metadata ->
                metadata.withAt(JsonString.of(revision), "labels", StatefulSetView.REVISION_LABEL));
  }

  private static ApiObject withLabels(ApiObject pod, int ordinal) {
    return pod.withMetadata(
        metadata ->
            metadata
                .withAt(JsonString.of(pod.name()), "labels", StatefulSetView.NAME_LABEL)
                .withAt(
                    JsonString.of(Integer.toString(ordinal)),
                    "labels",
                    StatefulSetView.INDEX_LABEL));
  }

  private static ApiObject withStorage(StatefulSetView set, ApiObject pod, int ordinal) {
    if (set.claimTemplates().isEmpty()) {
      return pod;
    }
    List<JsonValue> volumes = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (JsonObject template : set.claimTemplates()) {
      String name = template.object("metadata").text("name");
      if (names.add(name)) {
        volumes.add(
            JsonObject.builder()
                .put("name", name)
                .put(
                    "persistentVolumeClaim",
                    JsonObject.of("claimName", JsonString.of(set.claimName(template, ordinal))))
                .build());
      }
    }
    pod.spec()
        .array("volumes")
        .objects()
        .filter(each -> !names.contains(each.text("name")))
        .forEach(volumes::add);
    return pod.withSpec(spec -> spec.with("volumes", new JsonArray(volumes)));
  }

  static boolean matches(StatefulSetView set, PodView pod) {
    return pod.label(StatefulSetView.NAME_LABEL).equals(pod.name()) && storageMatches(set, pod);
  }

  static boolean storageMatches(StatefulSetView set, PodView pod) {
    int ordinal = Ordinals.of(pod.name());
    Map<String, JsonObject> volumes = new HashMap<>();
    pod.spec().array("volumes").objects().forEach(each -> volumes.put(each.text("name"), each));
    for (JsonObject template : set.claimTemplates()) {
      JsonObject volume =
          volumes.getOrDefault(template.object("metadata").text("name"), JsonObject.EMPTY);
      if (!volume
          .object("persistentVolumeClaim")
          .text("claimName")
          .equals(set.claimName(template, ordinal))) {
        return false;
      }
    }
    return true;
  }

  /** As it should be. */
  static ApiObject corrected(StatefulSetView set, PodView pod) {
    int ordinal = Ordinals.of(pod.name());
    ApiObject labelled = withLabels(pod.object(), ordinal);
    return storageMatches(set, pod) ? labelled : withStorage(set, labelled, ordinal);
  }
}
