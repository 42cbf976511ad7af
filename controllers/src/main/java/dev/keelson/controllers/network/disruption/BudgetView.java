package dev.keelson.controllers.network.disruption;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.select.LabelSelector;
import dev.keelson.controllers.pod.Times;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** A PodDisruptionBudget by what its controller asks of it. */
record BudgetView(ApiObject object) {
  /** An absent selector selects nothing, an empty one everything. */
  LabelSelector selector() {
    return object.spec().isSet("selector")
        ? LabelSelector.of(object.spec().object("selector"))
        : LabelSelector.NOTHING;
  }

  boolean limitsUnavailable() {
    return object.spec().isSet("maxUnavailable");
  }

  boolean limitsAvailable() {
    return object.spec().isSet("minAvailable");
  }

  /** Whether the number that counts is a part of all, so that all must be known. */
  boolean needsScale() {
    return limitsUnavailable() || object.spec().get("minAvailable") instanceof JsonString;
  }

  /**
   * Rounded up.
   *
   * @throws IllegalArgumentException a text that is no percentage
   */
  int maxUnavailable(int of) {
    return scaled(object.spec().get("maxUnavailable"), of);
  }

  int minAvailable(int of) {
    return scaled(object.spec().get("minAvailable"), of);
  }

  private static int scaled(JsonValue value, int of) {
    return switch (value) {
      case JsonLong(long number) -> (int) number;
      case JsonString(String text) when text.matches("\\d{1,9}%") -> {
        long percent = Long.parseLong(text.substring(0, text.length() - 1));
        yield (int) Math.min(Integer.MAX_VALUE, (percent * of + 99) / 100);
      }
      case JsonString _ ->
          throw new IllegalArgumentException(
              "invalid value for IntOrString: invalid type: string is not a percentage");
      default -> 0;
    };
  }

  /** Pods that were evicted, and when; they are about to end. */
  Map<String, Instant> disrupted() {
    Map<String, Instant> times = new LinkedHashMap<>();
    object
        .status()
        .object("disruptedPods")
        .texts()
        .forEach((pod, time) -> Times.parse(time).ifPresent(at -> times.put(pod, at)));
    return times;
  }

  long allowed() {
    return object.status().number("disruptionsAllowed", 0);
  }

  JsonObject status() {
    return object.status();
  }
}
