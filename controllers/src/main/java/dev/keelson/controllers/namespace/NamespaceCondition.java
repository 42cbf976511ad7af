package dev.keelson.controllers.namespace;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** One of the five that tell how a namespace's deletion goes; "True" is trouble. */
record NamespaceCondition(String type, boolean isTrouble, String reason, String message) {
  static final String DISCOVERY = "NamespaceDeletionDiscoveryFailure";
  static final String PARSING = "NamespaceDeletionGroupVersionParsingFailure";
  static final String CONTENT = "NamespaceDeletionContentFailure";
  static final String REMAINING = "NamespaceContentRemaining";
  static final String FINALIZERS = "NamespaceFinalizersRemaining";

  /** In upstream's order, as they are when all is well. */
  private static final List<NamespaceCondition> WELL =
      List.of(
          well(DISCOVERY, "ResourcesDiscovered", "All resources successfully discovered"),
          well(PARSING, "ParsedGroupVersions", "All legacy kube types successfully parsed"),
          well(
              CONTENT,
              "ContentDeleted",
              "All content successfully deleted, may be waiting on finalization"),
          well(REMAINING, "ContentRemoved", "All content successfully removed"),
          well(FINALIZERS, "ContentHasNoFinalizers", "All content-preserving finalizers finished"));

  static NamespaceCondition trouble(String type, String reason, String message) {
    return new NamespaceCondition(type, true, reason, message);
  }

  private static NamespaceCondition well(String type, String reason, String message) {
    return new NamespaceCondition(type, false, reason, message);
  }

  /** {@code known} with all five as they are now; the very same array where nothing changes. */
  static JsonArray merge(JsonArray known, List<NamespaceCondition> troubles, Instant now) {
    List<JsonValue> merged = new ArrayList<>(known.values());
    boolean hasChanged = false;
    for (NamespaceCondition well : WELL) {
      NamespaceCondition wanted =
          troubles.stream()
              .filter(each -> each.type().equals(well.type()))
              .findFirst()
              .orElse(well);
      hasChanged |= wanted.mergeInto(merged, now);
    }
    return hasChanged ? new JsonArray(merged) : known;
  }

  private boolean mergeInto(List<JsonValue> conditions, Instant now) {
    String status = isTrouble ? "True" : "False";
    for (int i = 0; i < conditions.size(); i++) {
      if (conditions.get(i) instanceof JsonObject old && old.text("type").equals(type)) {
        boolean hasTurned = !old.text("status").equals(status);
        if (!hasTurned
            && old.text("reason").equals(reason)
            && old.text("message").equals(message)) {
          return false;
        }
        JsonObject next =
            old.with("status", status).with("reason", reason).with("message", message);
        conditions.set(i, hasTurned ? next.with("lastTransitionTime", text(now)) : next);
        return true;
      }
    }
    conditions.add(
        JsonObject.builder()
            .put("type", type)
            .put("status", status)
            .put("lastTransitionTime", text(now))
            .put("reason", reason)
            .put("message", message)
            .build());
    return true;
  }

  private static String text(Instant now) {
    return now.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
