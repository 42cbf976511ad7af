package dev.keelson.apiserver.model.json;

import java.util.ArrayDeque;

/** Equality of trees with a stack of its own: trees may be deeper than a thread's stack. */
final class Sameness {
  /** Below this nothing goes into a hash. */
  private static final int HASHED = 8;

  private Sameness() {}

  static boolean of(JsonValue one, JsonValue other) {
    ArrayDeque<JsonValue> open = new ArrayDeque<>();
    open.push(one);
    open.push(other);
    while (!open.isEmpty()) {
      JsonValue right = open.pop();
      JsonValue left = open.pop();
      boolean isSame =
          switch (left) {
            case JsonObject a -> right instanceof JsonObject b && entries(a, b, open);
            case JsonArray a -> right instanceof JsonArray b && elements(a, b, open);
            default -> left.equals(right);
          };
      if (!isSame) {
        return false;
      }
    }
    return true;
  }

  private static boolean entries(JsonObject a, JsonObject b, ArrayDeque<JsonValue> open) {
    int size = a.size();
    if (size != b.size()) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      String name = a.nameAt(i);
      JsonValue there = b.nameAt(i).equals(name) ? b.valueAt(i) : b.get(name);
      if (there == JsonNull.NULL && !b.has(name) || !child(a.valueAt(i), there, open)) {
        return false;
      }
    }
    return true;
  }

  private static boolean elements(JsonArray a, JsonArray b, ArrayDeque<JsonValue> open) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!child(a.get(i), b.get(i), open)) {
        return false;
      }
    }
    return true;
  }

  /** Leaves are compared at once, containers later. */
  private static boolean child(JsonValue a, JsonValue b, ArrayDeque<JsonValue> open) {
    if (a == b) {
      return true;
    }
    if (a instanceof JsonObject || a instanceof JsonArray) {
      open.push(a);
      open.push(b);
      return true;
    }
    return a.equals(b);
  }

  static int hash(JsonValue value, int depth) {
    if (depth == HASHED) {
      return 1;
    }
    return switch (value) {
      case JsonObject object -> {
        int hash = 0;
        for (int i = 0; i < object.size(); i++) {
          hash += object.nameAt(i).hashCode() ^ hash(object.valueAt(i), depth + 1);
        }
        yield hash;
      }
      case JsonArray array -> {
        int hash = 1;
        for (JsonValue each : array.values()) {
          hash = 31 * hash + hash(each, depth + 1);
        }
        yield hash;
      }
      default -> value.hashCode();
    };
  }
}
