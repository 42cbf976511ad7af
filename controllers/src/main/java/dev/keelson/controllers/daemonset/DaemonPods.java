package dev.keelson.controllers.daemonset;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.controllers.pod.PodTemplates;
import dev.keelson.controllers.pod.PodView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Daemons' pods: bound to their node by an affinity that only it satisfies. */
final class DaemonPods {
  /** Those that are bound first; of them the oldest. */
  static final Comparator<PodView> SENIOR_FIRST =
      Comparator.comparing((PodView pod) -> !pod.isBound())
          .thenComparing(PodView::created)
          .thenComparing(PodView::name);

  private static final String[] TERMS = {
    "affinity",
    "nodeAffinity",
    "requiredDuringSchedulingIgnoredDuringExecution",
    "nodeSelectorTerms"
  };

  private DaemonPods() {}

  /** For the named node; the scheduler binds it. */
  static ApiObject pod(DaemonSetView set, String hash, String node) {
    JsonObject spec = Tolerations.added(set.template().object("spec")).withAt(only(node), TERMS);
    JsonObject template =
        set.template()
            .with("spec", spec)
            .withAt(JsonString.of(hash), "metadata", "labels", DaemonSetView.HASH_LABEL);
    if (!set.templateGeneration().isEmpty()) {
      template =
          template.withAt(
              JsonString.of(set.templateGeneration()),
              "metadata",
              "labels",
              DaemonSetView.GENERATION_LABEL);
    }
    return PodTemplates.pod(template, set.object());
  }

  private static JsonArray only(String node) {
    JsonObject field =
        JsonObject.builder()
            .put("key", "metadata.name")
            .put("operator", "In")
            .put("values", JsonArray.of(JsonString.of(node)))
            .build();
    return JsonArray.of(JsonObject.of("matchFields", JsonArray.of(field)));
  }

  /** The node that it is on or meant for; "" where that cannot be told. */
  static String node(PodView pod) {
    if (pod.isBound()) {
      return pod.nodeName();
    }
    for (JsonValue term : pod.spec().arrayAt(TERMS)) {
      if (term instanceof JsonObject object) {
        for (JsonObject field : object.array("matchFields").objects().toList()) {
          List<String> values = field.array("values").texts().toList();
          boolean isName =
              field.text("key").equals("metadata.name") && field.text("operator").equals("In");
          if (isName && values.size() == 1) {
            return values.getFirst();
          }
        }
      }
    }
    return "";
  }

  /** By node. Those that have ended and are on their way out count no more. */
  static Map<String, List<PodView>> byNode(List<PodView> pods) {
    Map<String, List<PodView>> all = new LinkedHashMap<>();
    for (PodView pod : pods) {
      String node = node(pod);
      if (!node.isEmpty() && !(pod.isTerminal() && pod.isBeingDeleted())) {
        all.computeIfAbsent(node, _ -> new ArrayList<>(1)).add(pod);
      }
    }
    return all;
  }
}
