package dev.keelson.apiserver.model.patch;

import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

final class OpenObject implements OpenNode {
  private final Map<String, JsonValue> values = new LinkedHashMap<>();

  /** Those of the values that were opened; they stand for what lies in {@link #values}. */
  private final Map<String, OpenNode> opened = new HashMap<>();

  OpenObject(JsonObject object) {
    object.forEach(values::put);
  }

  @Override
  public Optional<OpenNode> child(String key) {
    OpenNode open = opened.get(key);
    if (open == null) {
      JsonValue value = values.getOrDefault(key, JsonNull.NULL);
      if (!OpenNode.isContainer(value)) {
        return Optional.empty();
      }
      open = OpenNode.of(value);
      opened.put(key, open);
    }
    return Optional.of(open);
  }

  @Override
  public PatchPlace place(String key) {
    return new Name(key);
  }

  @Override
  public JsonValue close() {
    opened.forEach((name, open) -> values.put(name, open.close()));
    opened.clear();
    return JsonObject.of(values);
  }

  final class Name implements PatchPlace {
    private final String key;

    private Name(String key) {
      this.key = key;
    }

    @Override
    public String key() {
      return key;
    }

    @Override
    public JsonValue get() {
      OpenNode open = opened.get(key);
      return open == null ? values.getOrDefault(key, JsonNull.NULL) : open.close();
    }

    @Override
    public void add(JsonValue value) {
      set(value);
    }

    @Override
    public void set(JsonValue value) {
      opened.remove(key);
      values.put(key, value);
    }

    @Override
    public void remove() {
      opened.remove(key);
      if (values.remove(key) == null) {
        throw BadPatch.unprocessable(
            "Unable to remove nonexistent key: " + key + ": missing value");
      }
    }
  }
}
