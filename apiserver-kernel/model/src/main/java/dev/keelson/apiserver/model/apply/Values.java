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
import java.util.List;

/** Equality, order and names of values as structured-merge-diff has them. */
final class Values {
  private static final double EXACT = 1L << 53;

  private Values() {}

  static boolean isScalar(JsonValue value) {
    return switch (value) {
      case JsonString _, JsonLong _, JsonDouble _, JsonBool _ -> true;
      case JsonObject _, JsonArray _, JsonNull _ -> false;
    };
  }

  /** 1.0 becomes 1, so that numbers that are equal are the same key. */
  static JsonValue plain(JsonValue value) {
    return value instanceof JsonDouble(double number)
            && number == Math.rint(number)
            && Math.abs(number) < EXACT
        ? JsonLong.of((long) number)
        : value;
  }

  /** By content; 1 equals 1.0. */
  static boolean equal(JsonValue left, JsonValue right) {
    if (left.equals(right)) {
      return true;
    }
    return switch (left) {
      case JsonLong(long number) ->
          right instanceof JsonDouble(double other) && (double) number == other;
      case JsonDouble(double number) ->
          right instanceof JsonLong(long other) ? number == (double) other : isZero(left, right);
      case JsonArray array -> right instanceof JsonArray other && equalItems(array, other);
      case JsonObject object -> right instanceof JsonObject other && equalEntries(object, other);
      case JsonString _, JsonBool _, JsonNull _ -> false;
    };
  }

  /** Java tells 0.0 from -0.0, Go does not. */
  private static boolean isZero(JsonValue left, JsonValue right) {
    return left instanceof JsonDouble(double one)
        && right instanceof JsonDouble(double other)
        && one == other;
  }

  private static boolean equalItems(JsonArray left, JsonArray right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!equal(left.get(i), right.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalEntries(JsonObject left, JsonObject right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (var entry : left) {
      if (!right.has(entry.getKey()) || !equal(entry.getValue(), right.get(entry.getKey()))) {
        return false;
      }
    }
    return true;
  }

  /** A total order: numbers, strings, booleans, lists, maps, null. */
  static int compare(JsonValue left, JsonValue right) {
    int byRank = Integer.compare(rank(left), rank(right));
    if (byRank != 0) {
      return byRank;
    }
    return switch (left) {
      case JsonLong(long number) ->
          right instanceof JsonLong(long other)
              ? Long.compare(number, other)
              : compareDoubles((double) number, number(right));
      case JsonDouble(double number) -> compareDoubles(number, number(right));
      case JsonString(String text) -> compareText(text, ((JsonString) right).text());
      case JsonBool bool -> bool.compareTo((JsonBool) right);
      case JsonArray array -> compareItems(array, (JsonArray) right);
      case JsonObject object -> compareEntries(object, (JsonObject) right);
      case JsonNull _ -> 0;
    };
  }

  private static int rank(JsonValue value) {
    return switch (value) {
      case JsonLong _, JsonDouble _ -> 0;
      case JsonString _ -> 1;
      case JsonBool _ -> 2;
      case JsonArray _ -> 3;
      case JsonObject _ -> 4;
      case JsonNull _ -> 5;
    };
  }

  private static double number(JsonValue value) {
    return value instanceof JsonLong(long number) ? (double) number : ((JsonDouble) value).number();
  }

  private static int compareDoubles(double left, double right) {
    return left == right ? 0 : Double.compare(left, right);
  }

  private static int compareItems(JsonArray left, JsonArray right) {
    int shared = Math.min(left.size(), right.size());
    for (int i = 0; i < shared; i++) {
      int byItem = compare(left.get(i), right.get(i));
      if (byItem != 0) {
        return byItem;
      }
    }
    return Integer.compare(left.size(), right.size());
  }

  private static int compareEntries(JsonObject left, JsonObject right) {
    List<String> leftNames = sortedNames(left);
    List<String> rightNames = sortedNames(right);
    int shared = Math.min(leftNames.size(), rightNames.size());
    for (int i = 0; i < shared; i++) {
      String name = leftNames.get(i);
      int byName = compareText(name, rightNames.get(i));
      int byEntry = byName != 0 ? byName : compare(left.get(name), right.get(name));
      if (byEntry != 0) {
        return byEntry;
      }
    }
    return Integer.compare(left.size(), right.size());
  }

  static List<String> sortedNames(JsonObject object) {
    List<String> names = new ArrayList<>(object.names());
    names.sort(Values::compareText);
    return names;
  }

  /** By code point, as Go orders UTF-8; Java's own order differs where surrogates stand. */
  static int compareText(String left, String right) {
    int shared = Math.min(left.length(), right.length());
    for (int i = 0; i < shared; i++) {
      char one = left.charAt(i);
      char other = right.charAt(i);
      if (one != other) {
        boolean isHigh = Character.isSurrogate(one);
        return isHigh == Character.isSurrogate(other)
            ? Character.compare(one, other)
            : isHigh ? 1 : -1;
      }
    }
    return Integer.compare(left.length(), right.length());
  }

  /** JSON as FieldsV1 carries it in a key: Go escapes what HTML would trip over. */
  static String escapedJson(JsonValue value) {
    String json = value.toJson();
    for (int i = 0; i < json.length(); i++) {
      if ("<>&\u2028\u2029".indexOf(json.charAt(i)) >= 0) {
        return json.replace("<", "\\u003c")
            .replace(">", "\\u003e")
            .replace("&", "\\u0026")
            .replace("\u2028", "\\u2028")
            .replace("\u2029", "\\u2029");
      }
    }
    return json;
  }

  /** As a path in a message shows it: strings quoted. */
  static String display(JsonValue value) {
    return value instanceof JsonString(String text) ? quote(text) : value.toJson();
  }

  /** Go's {@code %q}. */
  static String quote(String text) {
    return JsonString.of(text).toJson();
  }
}
