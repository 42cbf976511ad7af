package dev.keelson.apiserver.model.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/** Bytes of one JSON value to a tree. Thread-safe. */
public final class JsonReader {
  /** As deep as kube-apiserver goes (its JSON decoder's own bound). */
  static final int DEEPEST = 10_000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(1_000)
                  .build())
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private JsonReader() {}

  /**
   * @throws BadJson not one whole JSON value, or deeper than {@value #DEEPEST}
   */
  public static JsonValue read(byte[] bytes) {
    return read(bytes, _ -> {});
  }

  public static JsonValue read(String text) {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  /** As {@link #read}; the text must be an object. */
  public static JsonObject readObject(String text) {
    if (read(text) instanceof JsonObject object) {
      return object;
    }
    throw new BadJson("not a JSON object");
  }

  /**
   * @param duplicate told of each name that stands twice in its object, as a path such as {@code
   *     spec.containers[0].name}; the last value counts, as in Go
   */
  public static JsonValue read(byte[] bytes, Consumer<String> duplicate) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new BadJson("unexpected end of JSON input");
      }
      JsonValue value = value(parser, first, "", duplicate);
      if (parser.nextToken() != null) {
        throw new BadJson("invalid character after top-level value");
      }
      return value;
    } catch (StreamConstraintsException e) {
      throw new BadJson("exceeded max depth or size: " + e.getOriginalMessage());
    } catch (StreamReadException e) {
      throw new BadJson(e.getOriginalMessage());
    }
  }

  private static JsonValue value(
      JsonParser parser, JsonToken token, String path, Consumer<String> duplicate) {
    return switch (token) {
      case START_OBJECT -> object(parser, path, duplicate);
      case START_ARRAY -> array(parser, path, duplicate);
      case VALUE_STRING -> new JsonString(parser.getString());
      case VALUE_NUMBER_INT -> integer(parser);
      case VALUE_NUMBER_FLOAT -> decimal(parser);
      case VALUE_TRUE -> JsonBool.TRUE;
      case VALUE_FALSE -> JsonBool.FALSE;
      case VALUE_NULL -> JsonNull.NULL;
      default -> throw new BadJson("unexpected " + token);
    };
  }

  private static JsonValue integer(JsonParser parser) {
    return switch (parser.getNumberType()) {
      case INT, LONG -> new JsonLong(parser.getLongValue());
      default -> decimal(parser);
    };
  }

  private static JsonValue decimal(JsonParser parser) {
    double number = parser.getDoubleValue();
    if (!Double.isFinite(number)) {
      throw new BadJson("number " + parser.getString() + " is out of range");
    }
    return new JsonDouble(number);
  }

  private static JsonValue object(JsonParser parser, String path, Consumer<String> duplicate) {
    JsonObject.Builder builder = JsonObject.builder();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_OBJECT;
        token = parser.nextToken()) {
      if (token == null) {
        throw new BadJson("unexpected end of JSON input");
      }
      String name = parser.currentName();
      if (builder.has(name)) {
        duplicate.accept(path.isEmpty() ? name : path + "." + name);
      }
      JsonToken next = parser.nextToken();
      if (next == null) {
        throw new BadJson("unexpected end of JSON input");
      }
      boolean isLeaf = next != JsonToken.START_OBJECT && next != JsonToken.START_ARRAY;
      String below = isLeaf ? path : path.isEmpty() ? name : path + "." + name;
      builder.put(name, value(parser, next, below, duplicate));
    }
    return builder.build();
  }

  private static JsonValue array(JsonParser parser, String path, Consumer<String> duplicate) {
    List<JsonValue> values = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (token == null) {
        throw new BadJson("unexpected end of JSON input");
      }
      boolean isLeaf = token != JsonToken.START_OBJECT && token != JsonToken.START_ARRAY;
      String below = isLeaf ? path : path + "[" + values.size() + "]";
      values.add(value(parser, token, below, duplicate));
    }
    return new JsonArray(values);
  }
}
