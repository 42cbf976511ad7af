package dev.keelson.apiserver.server.kind.cluster;

import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Events have two forms, {@code v1} and {@code events.k8s.io/v1}, of one object: what is stored has
 * the first. Each function takes either form.
 */
public final class EventForms {
  public static final GroupVersionKind CORE = new GroupVersionKind("", "v1", "Event");
  public static final GroupVersionKind EVENTS =
      new GroupVersionKind("events.k8s.io", "v1", "Event");

  /** Fields of core's form, with their names in the other; those alike in both are left out. */
  private static final Map<String, String> NAMES = names();

  private static final Map<String, String> BACK = inverse(NAMES);

  private EventForms() {}

  private static Map<String, String> names() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("involvedObject", "regarding");
    names.put("message", "note");
    names.put("source", "deprecatedSource");
    names.put("firstTimestamp", "deprecatedFirstTimestamp");
    names.put("lastTimestamp", "deprecatedLastTimestamp");
    names.put("count", "deprecatedCount");
    names.put("reportingComponent", "reportingController");
    return Map.copyOf(names);
  }

  private static Map<String, String> inverse(Map<String, String> names) {
    Map<String, String> inverse = new LinkedHashMap<>();
    names.forEach((one, other) -> inverse.put(other, one));
    return Map.copyOf(inverse);
  }

  /** In the form of {@code v1}. */
  public static JsonObject toCore(JsonObject event) {
    return renamed(event, EVENTS, CORE, BACK);
  }

  /** In the form of {@code events.k8s.io/v1}. */
  public static JsonObject toEvents(JsonObject event) {
    return renamed(event, CORE, EVENTS, NAMES);
  }

  /** What a field selector of {@code events.k8s.io} names, in core's form. */
  public static String coreField(String field) {
    int dot = field.indexOf('.');
    String first = dot < 0 ? field : field.substring(0, dot);
    return BACK.getOrDefault(first, first) + (dot < 0 ? "" : field.substring(dot));
  }

  private static JsonObject renamed(
      JsonObject event, GroupVersionKind from, GroupVersionKind to, Map<String, String> names) {
    if (!event.text("apiVersion").equals(from.apiVersion())) {
      return event;
    }
    JsonObject.Builder renamed = JsonObject.builder();
    event.forEach((name, value) -> renamed.put(names.getOrDefault(name, name), value));
    return renamed.put("apiVersion", to.apiVersion()).build();
  }

  /** What upstream's types of core's form always write. */
  static JsonObject filledCore(JsonObject event) {
    JsonObject filled =
        event
            .withDefault("involvedObject", JsonObject.EMPTY)
            .withDefault("source", JsonObject.EMPTY)
            .withDefault("reportingComponent", "")
            .withDefault("reportingInstance", "");
    for (String time : new String[] {"firstTimestamp", "lastTimestamp", "eventTime"}) {
      filled = filled.has(time) ? filled : filled.with(time, JsonNull.NULL);
    }
    return filled;
  }

  /** As {@link #filledCore}, of the other form. */
  static JsonObject filledEvents(JsonObject event) {
    JsonObject filled =
        event
            .withDefault("regarding", JsonObject.EMPTY)
            .withDefault("deprecatedSource", JsonObject.EMPTY);
    for (String time :
        new String[] {"deprecatedFirstTimestamp", "deprecatedLastTimestamp", "eventTime"}) {
      filled = filled.has(time) ? filled : filled.with(time, JsonNull.NULL);
    }
    return filled;
  }
}
