package dev.keelson.apiserver.server.kind.workload;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/** The short form of test data: {@code [path, value]} puts a value, {@code [path]} removes one. */
final class TreeChange {
  private TreeChange() {}

  static JsonObject applied(JsonObject to, JsonArray changes) {
    JsonValue changed = to;
    for (JsonValue change : changes) {
      if (change instanceof JsonArray pair && pair.get(0) instanceof JsonArray path) {
        changed = put(changed, path.values(), pair);
      }
    }
    return (JsonObject) changed;
  }

  private static JsonValue put(JsonValue in, List<JsonValue> path, JsonArray pair) {
    if (path.isEmpty()) {
      return pair.get(1);
    }
    List<JsonValue> rest = path.subList(1, path.size());
    return switch (path.getFirst()) {
      case JsonString(String name) -> {
        JsonObject object = in instanceof JsonObject found ? found : JsonObject.EMPTY;
        yield rest.isEmpty() && pair.size() == 1
            ? object.without(name)
            : object.with(name, put(object.get(name), rest, pair));
      }
      case JsonLong(long index) -> {
        List<JsonValue> values = new ArrayList<>(((JsonArray) in).values());
        values.set((int) index, put(values.get((int) index), rest, pair));
        yield new JsonArray(values);
      }
      default -> JsonNull.NULL;
    };
  }
}
