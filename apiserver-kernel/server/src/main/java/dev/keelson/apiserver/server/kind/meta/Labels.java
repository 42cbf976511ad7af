package dev.keelson.apiserver.server.kind.meta;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;

/** Labels, annotations, and the selectors over labels. */
public final class Labels {
  /** Of all keys and values together, in bytes. */
  static final int ANNOTATIONS_MOST = 256 * 1024;

  private Labels() {}

  public static void check(JsonObject labels, FieldPath path, FieldErrors errors) {
    labels.forEach(
        (key, value) -> {
          checkKey(key, path, errors);
          if (value instanceof JsonString(String text)) {
            Names.labelValue(text).forEach(wrong -> errors.invalid(path, text, wrong));
          }
        });
  }

  public static void checkKey(String key, FieldPath path, FieldErrors errors) {
    Names.qualifiedName(key).forEach(wrong -> errors.invalid(path, key, wrong));
  }

  public static void checkAnnotations(JsonObject annotations, FieldPath path, FieldErrors errors) {
    long size = 0;
    for (var entry : annotations) {
      String key = entry.getKey();
      Names.qualifiedName(lower(key)).forEach(wrong -> errors.invalid(path, key, wrong));
      size += Texts.length(key);
      size += entry.getValue().asText().map(Texts::length).orElse(0);
    }
    if (size > ANNOTATIONS_MOST) {
      errors.tooLong(path, ANNOTATIONS_MOST);
    }
  }

  private static String lower(String key) {
    for (int i = 0; i < key.length(); i++) {
      if (key.charAt(i) >= 'A' && (key.charAt(i) <= 'Z' || key.charAt(i) >= 0x80)) {
        return key.toLowerCase(java.util.Locale.ROOT);
      }
    }
    return key;
  }

  /** A {@code metav1.LabelSelector}. */
  public static void checkSelector(JsonObject selector, FieldPath path, FieldErrors errors) {
    check(selector.object("matchLabels"), path.child("matchLabels"), errors);
    JsonArray expressions = selector.array("matchExpressions");
    for (int i = 0; i < expressions.size(); i++) {
      if (expressions.get(i) instanceof JsonObject expression) {
        checkRequirement(expression, path.child("matchExpressions").index(i), errors);
      }
    }
  }

  private static void checkRequirement(JsonObject requirement, FieldPath path, FieldErrors errors) {
    JsonArray values = requirement.array("values");
    String operator = requirement.text("operator");
    switch (operator) {
      case "In", "NotIn" -> {
        if (values.isEmpty()) {
          errors.required(
              path.child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (!values.isEmpty()) {
          errors.forbidden(
              path.child("values"),
              "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        }
      }
      default -> errors.invalid(path.child("operator"), operator, "not a valid selector operator");
    }
    checkKey(requirement.text("key"), path.child("key"), errors);
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) instanceof JsonString(String text)) {
        FieldPath at = path.child("values").index(i);
        Names.labelValue(text).forEach(wrong -> errors.invalid(at, text, wrong));
      }
    }
  }
}
