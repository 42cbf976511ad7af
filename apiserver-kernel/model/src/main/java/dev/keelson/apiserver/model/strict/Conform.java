package dev.keelson.apiserver.model.strict;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.schema.FieldSchema;
import dev.keelson.apiserver.model.schema.FieldType;
import dev.keelson.apiserver.model.schema.TypeSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A tree as a server with Go types would hold it: without fields that the schema does not know and
 * without nulls, with the fields in the schema's order and the names of maps sorted, whole numbers
 * as integers, quantities, durations and times in their canonical texts. What is so already stays
 * the same instance.
 *
 * <p>Unlike Go, it takes {@code 1.0} for an integer, and keeps empty lists, objects and texts,
 * since a schema does not say which of them Go leaves out.
 */
public final class Conform {
  /** Levels; only schemas that contain themselves get near it. */
  static final int DEEPEST = 500;

  private Conform() {}

  /**
   * @throws BadField a value is of the wrong type, out of range, or not a time, quantity, duration
   *     or base64 where one is wanted
   */
  public static JsonObject to(TypeSchema schema, JsonObject tree) {
    try {
      return message(schema, tree, 0);
    } catch (WrongType e) {
      throw e.asBadField();
    }
  }

  private static JsonObject message(TypeSchema schema, JsonObject object, int depth) {
    checkDepth(depth);
    int size = object.size();
    int most = Math.min(size, schema.fields().size());
    int[] places = new int[most];
    JsonValue[] values = new JsonValue[most];
    int kept = 0;
    boolean isSame = true;
    for (int i = 0; i < size; i++) {
      JsonValue value = object.valueAt(i);
      int place = schema.place(object.nameAt(i));
      if (place < 0 || value == JsonNull.NULL) {
        isSame = false;
        continue;
      }
      JsonValue after = field(schema, schema.fields().get(place), value, depth);
      if (after == JsonNull.NULL) {
        isSame = false;
        continue;
      }
      isSame &= after == value && (kept == 0 || places[kept - 1] < place);
      int at = kept++;
      while (at > 0 && places[at - 1] > place) {
        places[at] = places[at - 1];
        values[at] = values[at - 1];
        at--;
      }
      places[at] = place;
      values[at] = after;
    }
    return isSame ? object : rebuilt(schema, places, values, kept);
  }

  private static JsonObject rebuilt(TypeSchema schema, int[] places, JsonValue[] values, int size) {
    String[] names = new String[size];
    for (int i = 0; i < size; i++) {
      names[i] = schema.fields().get(places[i]).name();
    }
    return JsonObject.taking(names, Arrays.copyOf(values, size));
  }

  private static JsonValue field(TypeSchema schema, FieldSchema field, JsonValue value, int depth) {
    try {
      return value(field.type(), value, depth + 1);
    } catch (WrongType e) {
      throw e.in(GoTypes.name(schema), field.name());
    }
  }

  /** {@link JsonNull} where Go would write none. */
  private static JsonValue value(FieldType type, JsonValue value, int depth) {
    return switch (type) {
      case FieldType.Scalar scalar -> Scalars.conform(scalar, value);
      case FieldType.Message(var schema) -> {
        if (value instanceof JsonObject object) {
          yield message(schema.get(), object, depth);
        }
        throw new WrongType(GoTypes.value(value), GoTypes.type(type));
      }
      case FieldType.ListOf(FieldType element) -> {
        if (value instanceof JsonArray array) {
          yield list(element, array, depth);
        }
        throw new WrongType(GoTypes.value(value), GoTypes.type(type));
      }
      case FieldType.MapOf(FieldType element) -> {
        if (value instanceof JsonObject object) {
          yield map(element, object, depth);
        }
        throw new WrongType(GoTypes.value(value), GoTypes.type(type));
      }
    };
  }

  private static JsonArray list(FieldType element, JsonArray array, int depth) {
    checkDepth(depth);
    List<JsonValue> changed = null;
    for (int i = 0; i < array.size(); i++) {
      JsonValue before = array.get(i);
      JsonValue after = present(element, before, depth);
      if (after != before) {
        if (changed == null) {
          changed = new ArrayList<>(array.values());
        }
        changed.set(i, after);
      }
    }
    return changed == null ? array : new JsonArray(changed);
  }

  private static JsonObject map(FieldType element, JsonObject object, int depth) {
    checkDepth(depth);
    int size = object.size();
    JsonValue[] values = new JsonValue[size];
    boolean isSame = true;
    boolean isSorted = true;
    for (int i = 0; i < size; i++) {
      JsonValue before = object.valueAt(i);
      values[i] = present(element, before, depth);
      isSame &= values[i] == before;
      isSorted &= i == 0 || object.nameAt(i - 1).compareTo(object.nameAt(i)) < 0;
    }
    if (isSame && isSorted) {
      return object;
    }
    JsonObject changed =
        isSame ? object : JsonObject.taking(object.names().toArray(String[]::new), values);
    return isSorted ? changed : sorted(changed);
  }

  private static JsonObject sorted(JsonObject object) {
    String[] names = object.names().toArray(String[]::new);
    Arrays.sort(names);
    JsonValue[] values = new JsonValue[names.length];
    for (int i = 0; i < names.length; i++) {
      values[i] = object.get(names[i]);
    }
    return JsonObject.taking(names, values);
  }

  /** An element of a list or map, where Go makes its zero of a null. */
  private static JsonValue present(FieldType element, JsonValue value, int depth) {
    if (value == JsonNull.NULL) {
      return switch (element) {
        case FieldType.Message _, FieldType.MapOf _ -> JsonObject.EMPTY;
        case FieldType.ListOf _ -> JsonArray.EMPTY;
        case FieldType.Scalar scalar -> Scalars.zero(scalar);
      };
    }
    return value(element, value, depth + 1);
  }

  private static void checkDepth(int depth) {
    if (depth > DEEPEST) {
      throw new BadField("exceeded max depth");
    }
  }
}
