package dev.keelson.apiserver.model.strict;

import dev.keelson.apiserver.model.json.GoText;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.schema.FieldType;
import dev.keelson.apiserver.model.schema.TypeSchema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What {@code fieldValidation} is about: fields that no schema knows, and names that stand twice.
 */
public final class FieldCheck {
  /** How many are told of; as in kube-apiserver. */
  public static final int MOST = 100;

  /** A path, and what is wrong with it. */
  private record Problem(boolean isDuplicate, String path) {
    String text() {
      return isDuplicate ? duplicateText(path) : unknownText(path);
    }
  }

  private final Set<String> duplicates;
  private final List<Problem> problems = new ArrayList<>();
  private final StringBuilder path = new StringBuilder();

  private FieldCheck(Set<String> duplicates) {
    this.duplicates = duplicates;
  }

  private static List<Problem> check(Set<String> duplicates, JsonObject tree, TypeSchema schema) {
    FieldCheck check = new FieldCheck(duplicates);
    check.message(schema, tree, 0);
    return check.problems;
  }

  /**
   * Paths of unknown fields, such as {@code spec.containers[0].foo}, in the order of the tree,
   * {@value #MOST} at most. What lies below an unknown field is not looked at.
   */
  public static List<String> unknown(JsonObject tree, TypeSchema schema) {
    return check(Set.of(), tree, schema).stream().map(Problem::path).toList();
  }

  /** As upstream says it: {@code unknown field "spec.foo"}. */
  public static String unknownText(String path) {
    return "unknown field " + GoText.quote(path);
  }

  /** As upstream says it: {@code duplicate field "spec.foo"}. */
  public static String duplicateText(String path) {
    return "duplicate field " + GoText.quote(path);
  }

  /**
   * All that is to be warned of or refused, as texts, in the order of the tree.
   *
   * @param duplicates paths that the reader told of; those in or below unknown fields, or in what
   *     the schema takes as it comes, do not count
   */
  public static List<String> problems(
      Collection<String> duplicates, JsonObject tree, TypeSchema schema) {
    return check(Set.copyOf(duplicates), tree, schema).stream().map(Problem::text).toList();
  }

  /** What a refusal says behind {@code Pod in version "v1" cannot be handled as a Pod: }. */
  public static String strictDecodingError(List<String> problems) {
    return "strict decoding error: " + String.join(", ", problems);
  }

  private void message(TypeSchema schema, JsonObject object, int depth) {
    for (int i = 0; i < object.size(); i++) {
      String name = object.nameAt(i);
      int place = schema.place(name);
      int length = path.length();
      if (place < 0) {
        step(name);
        tell(false);
      } else if (isContainer(object.valueAt(i)) || !duplicates.isEmpty()) {
        step(name);
        tellIfDuplicate();
        value(schema.fields().get(place).type(), object.valueAt(i), depth);
      }
      path.setLength(length);
    }
  }

  private void tell(boolean isDuplicate) {
    if (problems.size() < MOST) {
      problems.add(new Problem(isDuplicate, path.toString()));
    }
  }

  private void tellIfDuplicate() {
    if (!duplicates.isEmpty() && duplicates.contains(path.toString())) {
      tell(true);
    }
  }

  private void step(String name) {
    path.append(path.isEmpty() ? "" : ".").append(name);
  }

  private static boolean isContainer(JsonValue value) {
    return value instanceof JsonObject || value instanceof JsonArray;
  }

  private void value(FieldType type, JsonValue value, int depth) {
    if (depth > Conform.DEEPEST) {
      return;
    }
    switch (type) {
      case FieldType.ListOf(FieldType.Scalar _) -> {
        // Leaves have no fields.
      }
      case FieldType.MapOf(FieldType.Scalar _) when duplicates.isEmpty() -> {
        // Nor have these.
      }
      case FieldType.Message(var schema) when value instanceof JsonObject object ->
          message(schema.get(), object, depth + 1);
      case FieldType.ListOf(FieldType element) when value instanceof JsonArray array -> {
        for (int i = 0; i < array.size(); i++) {
          int length = path.length();
          path.append('[').append(i).append(']');
          value(element, array.get(i), depth + 1);
          path.setLength(length);
        }
      }
      case FieldType.MapOf(FieldType element) when value instanceof JsonObject object -> {
        for (int i = 0; i < object.size(); i++) {
          int length = path.length();
          step(object.nameAt(i));
          tellIfDuplicate();
          value(element, object.valueAt(i), depth + 1);
          path.setLength(length);
        }
      }
      default -> {
        // A leaf, or of the wrong type, which is refused elsewhere.
      }
    }
  }
}
