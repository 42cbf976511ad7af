package dev.keelson.apiserver.server.kind;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Adds what is missing to one object, and copies it once at most: what most defaults find is
 * complete already. One thread, used once.
 */
public final class Filling {
  private final JsonObject from;
  private JsonObject.@Nullable Builder to;

  private Filling(JsonObject from) {
    this.from = from;
  }

  public static Filling of(JsonObject from) {
    return new Filling(from);
  }

  /** Where nothing stands, or null: the default of a Go pointer. */
  public Filling missing(String name, JsonValue value) {
    return from.isSet(name) ? this : set(name, value);
  }

  /** Where nothing stands, not even null: what upstream writes of a field without omitempty. */
  public Filling absent(String name, JsonValue value) {
    return from.has(name) ? this : set(name, value);
  }

  /** Where nothing stands, or "": the default of a Go string. */
  public Filling blank(String name, JsonString value) {
    return from.text(name).isEmpty() ? set(name, value) : this;
  }

  /** Where nothing stands, or 0: the default of a Go number. */
  public Filling zero(String name, JsonLong value) {
    return from.number(name, 0) == 0 ? set(name, value) : this;
  }

  /** Changes the object of that name, if there is one. */
  public Filling within(String name, UnaryOperator<JsonObject> change) {
    if (from.get(name) instanceof JsonObject before) {
      JsonObject after = change.apply(before);
      return after == before ? this : set(name, after);
    }
    return this;
  }

  /** As {@link #within}, taking a missing object for an empty one. */
  public Filling always(String name, UnaryOperator<JsonObject> change) {
    JsonObject before = from.object(name);
    JsonObject after = change.apply(before);
    return after == before && from.isSet(name) ? this : set(name, after);
  }

  /** Changes each object of the list of that name, if there is one. */
  public Filling each(String name, UnaryOperator<JsonObject> change) {
    if (from.get(name) instanceof JsonArray before) {
      JsonArray after = before.mapObjects(change::apply);
      return after == before ? this : set(name, after);
    }
    return this;
  }

  public Filling set(String name, JsonValue value) {
    if (to == null) {
      to = from.toBuilder();
    }
    to.put(name, value);
    return this;
  }

  /** The object itself where nothing was missing. */
  public JsonObject done() {
    return to == null ? from : to.build();
  }
}
