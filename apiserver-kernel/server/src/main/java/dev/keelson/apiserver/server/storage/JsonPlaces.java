package dev.keelson.apiserver.server.storage;

import dev.keelson.apiserver.model.json.BadJson;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Finds places in the bytes of a JSON object without making a tree of it: a few nanoseconds a
 * member. The bytes were written by an API server, so they are skipped over, not checked. Names
 * written with escapes are not found.
 */
final class JsonPlaces {
  private JsonPlaces() {}

  /** Told of each member of an object. */
  interface Members {
    /**
     * @param name where the name begins, after its quote
     * @param nameEnd where it ends, before its quote
     * @param value where the value begins
     * @param end the place after the value
     * @return whether to go on
     */
    boolean member(int name, int nameEnd, int value, int end);
  }

  /**
   * Walks over the members of the object that begins at {@code at}.
   *
   * @throws BadJson no object is there, or it does not end
   */
  static void members(byte[] json, int at, Members members) {
    try {
      int place = space(json, at);
      if (json[place] != '{') {
        throw new BadJson("no object at byte " + at);
      }
      place = space(json, place + 1);
      while (json[place] != '}') {
        int nameEnd = value(json, place) - 1;
        int colon = space(json, nameEnd + 1);
        int value = space(json, colon + 1);
        int end = value(json, value);
        if (!members.member(place + 1, nameEnd, value, end)) {
          return;
        }
        place = space(json, end);
        if (json[place] == ',') {
          place = space(json, place + 1);
        }
      }
    } catch (ArrayIndexOutOfBoundsException e) {
      throw new BadJson("unexpected end of JSON input");
    }
  }

  static boolean is(byte[] json, int from, int to, byte[] name) {
    return Arrays.equals(json, from, to, name, 0, name.length);
  }

  /** The place of the member of that name in the object at {@code at}; -1 where there is none. */
  static int find(byte[] json, int at, byte[] name) {
    int[] found = {-1};
    members(
        json,
        at,
        (from, to, value, _) -> {
          if (is(json, from, to, name)) {
            found[0] = value;
            return false;
          }
          return true;
        });
    return found[0];
  }

  /** The string at the end of a path of members; empty where there is none. */
  static Optional<String> text(byte[] json, String... path) {
    int at = 0;
    for (String name : path) {
      if (json[space(json, at)] != '{') {
        return Optional.empty();
      }
      at = find(json, at, name.getBytes(StandardCharsets.UTF_8));
      if (at < 0) {
        return Optional.empty();
      }
    }
    return json[at] == '"' ? Optional.of(string(json, at)) : Optional.empty();
  }

  /** The string that begins, with its quote, at {@code at}. */
  static String string(byte[] json, int at) {
    int end = value(json, at);
    for (int i = at + 1; i < end - 1; i++) {
      if (json[i] == '\\') {
        return JsonReader.read(Arrays.copyOfRange(json, at, end)) instanceof JsonString(String text)
            ? text
            : "";
      }
    }
    return new String(json, at + 1, end - at - 2, StandardCharsets.UTF_8);
  }

  /** The object at {@code at}, of strings alone; what is no string is left out. */
  static Map<String, String> strings(byte[] json, int at) {
    if (json[at] != '{') {
      return Map.of();
    }
    int end = value(json, at);
    for (int i = at; i < end; i++) {
      if (json[i] == '\\') {
        return JsonReader.read(Arrays.copyOfRange(json, at, end)) instanceof JsonObject object
            ? object.texts()
            : Map.of();
      }
    }
    Map<String, String> texts = new HashMap<>();
    members(
        json,
        at,
        (from, to, value, valueEnd) -> {
          if (json[value] == '"') {
            texts.put(
                new String(json, from, to - from, StandardCharsets.UTF_8),
                new String(json, value + 1, valueEnd - value - 2, StandardCharsets.UTF_8));
          }
          return true;
        });
    return texts;
  }

  /** The place after the value that begins at {@code at}. */
  private static int value(byte[] json, int at) {
    return switch (json[at]) {
      case '"' -> afterString(json, at);
      case '{', '[' -> afterNested(json, at);
      default -> afterPlain(json, at);
    };
  }

  private static int afterString(byte[] json, int at) {
    int place = at + 1;
    while (json[place] != '"') {
      place += json[place] == '\\' ? 2 : 1;
    }
    return place + 1;
  }

  private static int afterNested(byte[] json, int at) {
    int depth = 0;
    int place = at;
    do {
      switch (json[place]) {
        case '"' -> place = afterString(json, place) - 1;
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        default -> {}
      }
      place++;
    } while (depth > 0);
    return place;
  }

  private static int afterPlain(byte[] json, int at) {
    int place = at;
    while (json[place] != ',' && json[place] != '}' && json[place] != ']' && json[place] > ' ') {
      place++;
    }
    if (place == at) {
      throw new BadJson("no value at byte " + at);
    }
    return place;
  }

  private static int space(byte[] json, int at) {
    int place = at;
    while (json[place] <= ' ' && json[place] >= 0) {
      place++;
    }
    return place;
  }
}
