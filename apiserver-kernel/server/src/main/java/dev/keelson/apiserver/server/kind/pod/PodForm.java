package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A pod's specification as upstream's messages show it: in its internal types, whose names have
 * capitals, and where null or Go's zero stands for what is not set. The types are read from {@code
 * pod-form.txt} when first asked for.
 */
final class PodForm {
  private static final String MAP = "<>";

  /** What belongs to the specification in the API, and inside to its security context. */
  private static final List<String> OF_CONTEXT =
      List.of("hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers");

  /**
   * @param type of what is there, or of its elements; "": it is shown as it is
   */
  private record Field(String shown, String name, JsonValue absent, String type) {}

  private static final class Types {
    static final Map<String, List<Field>> ALL = read();

    private static Map<String, List<Field>> read() {
      Map<String, List<Field>> types = new HashMap<>();
      try (InputStream in =
          Objects.requireNonNull(PodForm.class.getResourceAsStream("pod-form.txt"))) {
        new String(in.readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.startsWith("#"))
            .map(line -> List.of(line.split(" ")))
            .forEach(
                words ->
                    types.put(
                        words.getFirst(), words.stream().skip(1).map(PodForm::field).toList()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return types;
    }
  }

  private PodForm() {}

  private static Field field(String word) {
    String[] parts = word.split(":", -1);
    int equals = parts[0].indexOf('=');
    String shown = equals < 0 ? parts[0] : parts[0].substring(0, equals);
    String name =
        equals < 0
            ? Character.toLowerCase(shown.charAt(0)) + shown.substring(1)
            : parts[0].substring(equals + 1);
    JsonValue absent =
        parts.length < 2 || parts[1].isEmpty() ? JsonNull.NULL : JsonReader.read(parts[1]);
    return new Field(shown, name, absent, parts.length < 3 ? "" : parts[2]);
  }

  static JsonObject spec(JsonObject spec) {
    JsonObject moved = spec;
    for (String name : OF_CONTEXT) {
      if (spec.isSet(name)) {
        moved = moved.mapObject("securityContext", context -> context.with(name, spec.get(name)));
      }
    }
    return shown(moved, "PodSpec");
  }

  static JsonObject ephemeralContainer(JsonObject container) {
    return shown(container, "EphemeralContainer");
  }

  private static JsonObject shown(JsonObject object, String type) {
    JsonObject.Builder shown = JsonObject.builder();
    for (Field field : Types.ALL.getOrDefault(type, List.of())) {
      JsonValue value = object.isSet(field.name()) ? object.get(field.name()) : field.absent();
      shown.put(field.shown(), value(value, field.type()));
    }
    return shown.build();
  }

  private static JsonValue value(JsonValue value, String type) {
    return switch (value) {
      case JsonObject map when type.equals(MAP) -> {
        Map<String, JsonValue> sorted = new TreeMap<>();
        map.forEach(sorted::put);
        yield JsonObject.of(sorted);
      }
      case JsonObject object when !type.isEmpty() -> shown(object, type);
      case JsonArray array when !type.isEmpty() -> {
        List<JsonValue> all = new ArrayList<>();
        array.forEach(each -> all.add(value(each, type)));
        yield new JsonArray(all);
      }
      default -> value;
    };
  }
}
