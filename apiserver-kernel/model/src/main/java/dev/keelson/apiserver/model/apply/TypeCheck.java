package dev.keelson.apiserver.model.apply;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonBool;
import dev.keelson.apiserver.model.json.JsonDouble;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether an applied configuration is of its type: nothing unknown, nothing twice. */
final class TypeCheck {
  private final List<String> errors = new ArrayList<>();

  private TypeCheck() {}

  /** What is wrong, in upstream's words; empty if nothing is. */
  static Optional<String> of(JsonValue value, Shape shape) {
    TypeCheck check = new TypeCheck();
    check.walk(value, shape, "");
    return switch (check.errors.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(check.errors.getFirst());
      default -> Optional.of("errors:\n  " + String.join("\n  ", check.errors));
    };
  }

  private void error(String path, String message) {
    errors.add(path.isEmpty() ? message : path + ": " + message);
  }

  private void walk(JsonValue value, Shape shape, String path) {
    if (value == JsonNull.NULL) {
      return;
    }
    switch (shape.form(value)) {
      case SCALAR -> scalar(value, shape.scalar(), path);
      case LIST -> {
        if (value instanceof JsonArray array) {
          items(array, shape, path);
        } else {
          error(path, "expected list, got " + Messages.wrapped(value));
        }
      }
      case MAP -> {
        if (value instanceof JsonObject object) {
          object.forEach((name, each) -> entry(name, each, shape, path));
        } else {
          error(path, "expected map, got " + Messages.wrapped(value));
        }
      }
    }
  }

  private void entry(String name, JsonValue value, Shape shape, String path) {
    Shape next = shape.under(name);
    if (next == null) {
      error(path + "." + name, "field not declared in schema");
    } else {
      walk(value, next, path + "." + name);
    }
  }

  private void items(JsonArray array, Shape shape, String path) {
    Shape itemShape = shape.items().element().get();
    Set<PathElement> seen = new HashSet<>();
    for (int i = 0; i < array.size(); i++) {
      PathElement element = new PathElement.Index(i);
      if (!shape.items().isAtomic()) {
        try {
          element = shape.element(array.get(i));
        } catch (Shape.Unkeyed e) {
          error(path, "element " + i + ": " + e.why());
          return;
        }
        if (!seen.add(element)) {
          error(path, "duplicate entries for key " + element);
        }
      }
      walk(array.get(i), itemShape, path + element);
    }
  }

  private void scalar(JsonValue value, Shape.ScalarType type, String path) {
    switch (type) {
      case NUMBER -> {
        if (!(value instanceof JsonLong || value instanceof JsonDouble)) {
          error(path, "expected numeric (int or float), got " + Messages.goType(value));
        }
      }
      case STRING -> {
        if (!(value instanceof JsonString)) {
          error(path, "expected string, got " + Messages.wrappedSyntax(value));
        }
      }
      case BOOL -> {
        if (!(value instanceof JsonBool)) {
          error(path, "expected boolean, got " + Messages.wrapped(value));
        }
      }
      case ANY -> {
        if (!Values.isScalar(value)) {
          error(path, "expected any scalar, got " + Messages.wrapped(value));
        }
      }
    }
  }
}
