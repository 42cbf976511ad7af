package dev.keelson.jepsen.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** One value of JSON as maps, lists, strings, longs and booleans; null does not occur. */
final class Json {

  private Json() {}

  static void write(JsonGenerator out, Object value) {
    switch (value) {
      case Map<?, ?> map -> {
        out.writeStartObject();
        map.forEach(
            (name, inner) -> {
              out.writeName((String) name);
              write(out, inner);
            });
        out.writeEndObject();
      }
      case List<?> list -> {
        out.writeStartArray();
        list.forEach(inner -> write(out, inner));
        out.writeEndArray();
      }
      case String text -> out.writeString(text);
      case Number number -> out.writeNumber(number.longValue());
      case Boolean flag -> out.writeBoolean(flag);
      default -> throw new IllegalArgumentException("no JSON: " + value.getClass());
    }
  }

  /** Reads the value that begins at the parser's current token. */
  static Object read(JsonParser in) {
    return switch (in.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> map = new LinkedHashMap<>();
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
          String name = in.currentName();
          in.nextToken();
          map.put(name, read(in));
        }
        yield map;
      }
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
          list.add(read(in));
        }
        yield list;
      }
      case VALUE_STRING -> in.getString();
      case VALUE_NUMBER_INT -> in.getLongValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw new IllegalArgumentException("no history: " + in.currentToken());
    };
  }
}
