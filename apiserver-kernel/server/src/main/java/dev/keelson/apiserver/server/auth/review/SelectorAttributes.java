package dev.keelson.apiserver.server.auth.review;

import dev.keelson.apiserver.model.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The selectors of a review's {@code resourceAttributes}. A part that is not understood is left
 * out: what is asked then is more than what was meant, so nothing is allowed by mistake.
 */
final class SelectorAttributes {
  /** How much of a selector was understood. */
  enum Reading {
    WHOLE,
    PARTLY,
    NOTHING
  }

  /**
   * @param equal the fields that must have a value
   */
  record Fields(Map<String, String> equal, Reading reading) {
    static final Fields NONE = new Fields(Map.of(), Reading.WHOLE);
  }

  private SelectorAttributes() {}

  static Fields fields(JsonObject resource) {
    if (!resource.isSet("fieldSelector")) {
      return Fields.NONE;
    }
    JsonObject selector = resource.object("fieldSelector");
    return selector.text("rawSelector").isEmpty()
        ? required(selector.array("requirements").objects().toList())
        : parsed(selector.text("rawSelector"));
  }

  private static Fields required(List<JsonObject> requirements) {
    Map<String, String> equal = new HashMap<>();
    int understood = 0;
    for (JsonObject each : requirements) {
      List<String> values = each.array("values").texts().toList();
      boolean isIn = each.text("operator").equals("In");
      if (values.size() == 1 && (isIn || each.text("operator").equals("NotIn"))) {
        understood++;
        if (isIn) {
          equal.put(each.text("key"), values.getFirst());
        }
      }
    }
    return new Fields(equal, reading(understood, requirements.size()));
  }

  private static Reading reading(int understood, int all) {
    if (understood == all) {
      return Reading.WHOLE;
    }
    return understood == 0 ? Reading.NOTHING : Reading.PARTLY;
  }

  private static Fields parsed(String selector) {
    Map<String, String> equal = new HashMap<>();
    for (String term : terms(selector)) {
      int equals = term.indexOf('=');
      if (equals < 0) {
        return new Fields(Map.of(), Reading.NOTHING);
      }
      if (equals == 0 || term.charAt(equals - 1) != '!') {
        String value = term.substring(term.startsWith("==", equals) ? equals + 2 : equals + 1);
        equal.put(term.substring(0, equals), value.replaceAll("\\\\(.)", "$1"));
      }
    }
    return new Fields(equal, Reading.WHOLE);
  }

  /** Parted at commas that no backslash stands before. */
  private static List<String> terms(String selector) {
    List<String> terms = new ArrayList<>();
    StringBuilder term = new StringBuilder();
    boolean isEscaped = false;
    for (char each : selector.toCharArray()) {
      if (each == ',' && !isEscaped) {
        terms.add(term.toString());
        term.setLength(0);
      } else {
        term.append(each);
      }
      isEscaped = each == '\\' && !isEscaped;
    }
    terms.add(term.toString());
    terms.removeIf(String::isEmpty);
    return terms;
  }

  /** No authorizer here looks at labels; only what is wrong with them is told. */
  static Reading labels(JsonObject resource) {
    List<JsonObject> requirements =
        resource.object("labelSelector").array("requirements").objects().toList();
    long understood =
        requirements.stream()
            .filter(
                each ->
                    List.of("In", "NotIn", "Exists", "DoesNotExist")
                        .contains(each.text("operator")))
            .count();
    return reading((int) understood, requirements.size());
  }

  /** "" where all was understood. */
  static String error(Fields fields, Reading labels) {
    List<String> errors = new ArrayList<>();
    add(errors, "fieldSelector", fields.reading());
    add(errors, "labelSelector", labels);
    return String.join("; ", errors);
  }

  private static void add(List<String> errors, String name, Reading reading) {
    switch (reading) {
      case WHOLE -> {}
      case PARTLY ->
          errors.add("spec.resourceAttributes." + name + " partially ignored due to parse error");
      case NOTHING -> errors.add("spec.resourceAttributes." + name + " ignored due to parse error");
    }
  }
}
