package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.server.kind.Located;
import dev.keelson.apiserver.server.kind.SelectorRules;
import dev.keelson.apiserver.server.kind.Semantics;
import dev.keelson.apiserver.server.kind.meta.Difference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The little of a pod's specification that may change. */
final class PodUpdateRules {
  private static final String ALLOWED =
      "pod updates may not change fields other than `spec.containers[*].image`,"
          + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only"
          + " additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to"
          + " be set to 1 if it was previously negative)\n";

  private PodUpdateRules() {}

  static void check(Located spec, JsonObject before) {
    if (!containers(spec, "containers", before) || !containers(spec, "initContainers", before)) {
      return;
    }
    if (!deadline(spec, before)) {
      return;
    }
    tolerations(spec, before.array("tolerations"));
    gates(spec, before);
    if (Semantics.same(spec.json(), before)) {
      return;
    }
    JsonObject munged = munged(spec, before);
    if (!Semantics.same(munged, before)) {
      spec.errors()
          .forbidden(
              spec.path(), ALLOWED + Difference.of(PodForm.spec(before), PodForm.spec(munged)));
    }
  }

  private static boolean containers(Located spec, String list, JsonObject before) {
    List<Located> now = spec.each(list);
    if (now.size() != before.array(list).size()) {
      spec.forbidden(list, "pod updates may not add or remove containers");
      return false;
    }
    for (Located container : now) {
      container.needsText("image");
      ContainerRules.image(container);
    }
    return true;
  }

  /** It may be set, and become shorter. */
  private static boolean deadline(Located spec, JsonObject before) {
    String name = "activeDeadlineSeconds";
    JsonValue then = before.get(name);
    if (!(spec.get(name) instanceof JsonLong(long now))) {
      if (then instanceof JsonLong) {
        spec.invalid(name, "must not update from a positive integer to nil value");
      }
      return true;
    }
    if (now < 0 || now > Integer.MAX_VALUE) {
      spec.invalid(name, Located.range(0, Integer.MAX_VALUE));
      return false;
    }
    if (then instanceof JsonLong(long seconds) && seconds < now) {
      spec.invalid(name, "must be less than or equal to previous value");
      return false;
    }
    return true;
  }

  /** More of them may come, and for how long they hold may change. */
  private static void tolerations(Located spec, JsonArray before) {
    List<JsonObject> now = spec.json().array("tolerations").objects().toList();
    boolean kept =
        before
            .objects()
            .map(old -> old.without("tolerationSeconds"))
            .allMatch(
                old ->
                    now.stream()
                        .anyMatch(each -> Semantics.same(each.without("tolerationSeconds"), old)));
    if (!kept) {
      spec.forbidden(
          "tolerations", "existing toleration can not be modified except its tolerationSeconds");
      return;
    }
    PlacementRules.tolerations(spec);
  }

  private static void gates(Located spec, JsonObject before) {
    Set<String> known = ContainerListRules.names(before.array("schedulingGates"));
    Set<String> told = new HashSet<>();
    for (Located gate : spec.each("schedulingGates")) {
      String name = gate.text("name");
      if (!known.contains(name) && told.add(name)) {
        gate.forbidden(
            "name", "only deletion is allowed, but found new scheduling gate '" + name + "'");
      }
    }
  }

  /** The new specification, with all that may change put back. */
  private static JsonObject munged(Located spec, JsonObject before) {
    JsonObject munged = spec.json();
    for (String list : List.of("containers", "initContainers")) {
      munged = put(munged, list, images(munged.array(list), before.array(list)));
    }
    for (String name : List.of("activeDeadlineSeconds", "schedulingGates", "tolerations")) {
      munged = put(munged, name, before.get(name));
    }
    String grace = "terminationGracePeriodSeconds";
    if (before.number(grace, 0) < 0 && munged.number(grace, 0) == 1) {
      munged = put(munged, grace, before.get(grace));
    }
    return before.array("schedulingGates").isEmpty() ? munged : gated(spec, munged, before);
  }

  private static JsonArray images(JsonArray now, JsonArray before) {
    List<JsonValue> munged = new ArrayList<>();
    for (int i = 0; i < now.size(); i++) {
      munged.add(
          now.get(i) instanceof JsonObject container && before.get(i) instanceof JsonObject old
              ? put(container, "image", old.get("image"))
              : now.get(i));
    }
    return new JsonArray(munged);
  }

  private static JsonObject put(JsonObject object, String name, JsonValue value) {
    return value.isNull() || (value instanceof JsonArray array && array.isEmpty())
        ? object.without(name)
        : object.with(name, value);
  }

  /** Before it is scheduled, a pod may become more particular about nodes. */
  private static JsonObject gated(Located spec, JsonObject now, JsonObject before) {
    JsonObject munged = now;
    JsonObject selector = munged.object("nodeSelector");
    JsonObject old = before.object("nodeSelector");
    if (!Semantics.same(selector, old)) {
      if (!SelectorRules.contains(selector, old)) {
        spec.invalid(
            "nodeSelector",
            "only additions to spec.nodeSelector are allowed (no mutations or deletions)");
      }
      munged = put(munged, "nodeSelector", before.get("nodeSelector"));
    }
    JsonValue affinity = munged.object("affinity").get("nodeAffinity");
    JsonValue oldAffinity = before.object("affinity").get("nodeAffinity");
    if (Semantics.same(affinity, oldAffinity)) {
      return munged;
    }
    nodeTerms(spec.in("affinity").in("nodeAffinity"), before);
    JsonObject mungedAffinity = put(munged.object("affinity"), "nodeAffinity", oldAffinity);
    return mungedAffinity.isEmpty()
        ? munged.without("affinity")
        : munged.with("affinity", mungedAffinity);
  }

  private static void nodeTerms(Located affinity, JsonObject before) {
    String required = "requiredDuringSchedulingIgnoredDuringExecution";
    JsonArray old = before.arrayAt("affinity", "nodeAffinity", required, "nodeSelectorTerms");
    Located selector = affinity.in(required);
    JsonArray now = selector.json().array("nodeSelectorTerms");
    if (!old.isEmpty() && old.size() != now.size()) {
      selector.invalid(
          "nodeSelectorTerms",
          "no additions/deletions to non-empty NodeSelectorTerms list are allowed");
      return;
    }
    for (int i = 0; i < old.size(); i++) {
      if (now.get(i) instanceof JsonObject term
          && old.get(i) instanceof JsonObject oldTerm
          && !onlyAdds(term, oldTerm)) {
        selector
            .errors()
            .invalid(
                selector.path("nodeSelectorTerms").index(i),
                term,
                "only additions are allowed (no mutations or deletions)");
      }
    }
  }

  private static boolean onlyAdds(JsonObject term, JsonObject old) {
    JsonArray expressions = old.array("matchExpressions");
    JsonArray fields = old.array("matchFields");
    if (expressions.isEmpty() && fields.isEmpty()) {
      return term.array("matchExpressions").isEmpty() && term.array("matchFields").isEmpty();
    }
    return startsWith(term.array("matchExpressions"), expressions)
        && startsWith(term.array("matchFields"), fields);
  }

  private static boolean startsWith(JsonArray list, JsonArray start) {
    for (int i = 0; i < start.size(); i++) {
      if (i >= list.size() || !Semantics.same(list.get(i), start.get(i))) {
        return false;
      }
    }
    return true;
  }
}
