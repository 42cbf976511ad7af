package dev.keelson.apiserver.server.kind;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.List;
import java.util.TreeMap;

/**
 * Bad values as upstream's messages print them where a whole structure is bad: its internal types
 * have capitals in their names, and what is not set is null.
 */
public final class GoStruct {
  private GoStruct() {}

  /** A map, which Go prints by its keys' order. */
  public static JsonObject map(JsonObject map) {
    return JsonObject.ofText(new TreeMap<>(map.texts()));
  }

  /** {@code fields} in the order of the type, by their names in JSON. */
  public static JsonObject shown(JsonObject object, List<String> fields) {
    JsonObject.Builder shown = JsonObject.builder();
    for (String field : fields) {
      shown.put(capital(field), deep(object.get(field)));
    }
    return shown.build();
  }

  private static String capital(String name) {
    return name.startsWith("seLinux")
        ? "SELinux" + name.substring("seLinux".length())
        : Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  private static JsonValue deep(JsonValue value) {
    return switch (value) {
      case JsonObject object -> {
        JsonObject.Builder shown = JsonObject.builder();
        object.forEach(
            (name, each) -> shown.put(name.isEmpty() ? name : capital(name), deep(each)));
        yield shown.build();
      }
      case JsonArray array -> new JsonArray(array.values().stream().map(GoStruct::deep).toList());
      default -> value;
    };
  }
}
