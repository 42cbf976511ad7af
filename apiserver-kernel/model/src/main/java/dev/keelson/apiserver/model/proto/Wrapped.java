package dev.keelson.apiserver.model.proto;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonBool;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.schema.WireField.Form;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages that JSON shows as what is in them: named lists, and the choices within schemas of
 * custom resources.
 */
abstract class Wrapped extends ValueCodec {
  private Wrapped() {
    super(Input.BYTES);
  }

  @Override
  final JsonValue decode(Input in, int depth) {
    ProtobufCodec.checkDepth(depth);
    int outer = in.enter();
    JsonValue value = content(in, depth + 1);
    in.leave(outer);
    return value;
  }

  @Override
  final void encode(JsonValue value, Output out, int depth) {
    if (depth > ProtobufCodec.DEEPEST) {
      throw new NotEncodable("deeper than " + ProtobufCodec.DEEPEST);
    }
    int before = out.size();
    content(value, out, depth + 1);
    out.lengthSince(before);
  }

  abstract JsonValue content(Input in, int depth);

  abstract void content(JsonValue value, Output out, int depth);

  /** A message with a list as its first field. */
  static final class Items extends Wrapped {
    private final ValueCodec codec;
    private final JsonValue empty;

    /**
     * @param empty what JSON shows of an empty list: null of a field, but [] of an entry of a map
     */
    Items(ValueCodec codec, JsonValue empty) {
      this.codec = codec;
      this.empty = empty;
    }

    @Override
    JsonValue content(Input in, int depth) {
      List<JsonValue> items = new ArrayList<>(4);
      while (!in.isAtEnd()) {
        int tag = in.tag();
        if (Input.number(tag) == 1) {
          in.expect(tag, codec.wireType);
          items.add(codec.decode(in, depth));
        } else {
          in.skip(tag, depth);
        }
      }
      return items.isEmpty() ? empty : new JsonArray(items);
    }

    @Override
    void content(JsonValue value, Output out, int depth) {
      if (value instanceof JsonArray array) {
        FieldCodec.Repeated.encode(array, 1, codec, out, depth);
      } else if (!value.isNull()) {
        throw wrong(value, "array");
      }
    }

    @Override
    JsonValue zero() {
      return empty;
    }

    @Override
    boolean isZero(JsonValue value) {
      return value.isNull() || value.equals(JsonArray.EMPTY);
    }
  }

  /** A schema in field {@code schemaNumber}, or something else in the other of 1 and 2. */
  static final class SchemaOr extends Wrapped {
    private final Form form;
    private final ValueCodec schema;
    private final ValueCodec other;
    private final int schemaNumber;

    SchemaOr(Form form, ValueCodec schema) {
      this.form = form;
      this.schema = schema;
      schemaNumber = form == Form.SCHEMA_OR_BOOL ? 2 : 1;
      other =
          switch (form) {
            case SCHEMA_OR_BOOL -> Leaves.BOOL;
            case SCHEMA_OR_STRINGS -> Leaves.STRING;
            default -> schema;
          };
    }

    @Override
    JsonValue content(Input in, int depth) {
      JsonValue found = JsonNull.NULL;
      boolean isAllowed = false;
      List<JsonValue> list = new ArrayList<>(0);
      while (!in.isAtEnd()) {
        int tag = in.tag();
        if (Input.number(tag) == schemaNumber) {
          in.expect(tag, Input.BYTES);
          found = schema.decode(in, depth);
        } else if (Input.number(tag) == 3 - schemaNumber) {
          in.expect(tag, other.wireType);
          JsonValue value = other.decode(in, depth);
          if (form == Form.SCHEMA_OR_BOOL) {
            isAllowed = value == JsonBool.TRUE;
          } else {
            list.add(value);
          }
        } else {
          in.skip(tag, depth);
        }
      }
      if (form == Form.SCHEMA_OR_BOOL) {
        return found.isNull() ? JsonBool.of(isAllowed) : found;
      }
      return list.isEmpty() ? found : new JsonArray(list);
    }

    @Override
    void content(JsonValue value, Output out, int depth) {
      switch (value) {
        case JsonObject _ -> {
          schema.encode(value, out, depth);
          out.tag(schemaNumber, Input.BYTES);
          if (form == Form.SCHEMA_OR_BOOL) {
            encodeBool(JsonBool.TRUE, out, depth);
          }
        }
        case JsonArray array when form != Form.SCHEMA_OR_BOOL ->
            FieldCodec.Repeated.encode(array, 2, other, out, depth);
        case JsonBool bool when form == Form.SCHEMA_OR_BOOL -> encodeBool(bool, out, depth);
        case JsonNull _ -> {}
        default -> throw wrong(value, "schema");
      }
    }

    private static void encodeBool(JsonBool value, Output out, int depth) {
      Leaves.BOOL.encode(value, out, depth);
      out.tag(1, Input.VARINT);
    }

    @Override
    JsonValue zero() {
      return form == Form.SCHEMA_OR_BOOL ? JsonBool.FALSE : JsonNull.NULL;
    }
  }
}
