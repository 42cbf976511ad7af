package dev.keelson.apiserver.model.proto;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.schema.WireField;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A field: what was read of it so far is an object of its own making. */
abstract class FieldCodec {
  final String name;
  final int number;
  private final boolean isWritten;

  FieldCodec(WireField field) {
    name = field.name();
    number = field.number();
    isWritten = field.isWritten();
  }

  /** Reads one occurrence behind its tag, and joins it with those before. */
  abstract @Nullable Object decode(Input in, int tag, @Nullable Object soFar, int depth);

  /** Answers null where there is nothing that Go would know of. */
  abstract @Nullable JsonValue value(@Nullable Object read);

  /** What JSON shows of nothing, where it shows it at all. */
  abstract JsonValue nothing();

  abstract void encode(JsonObject owner, Output out, int depth);

  void finish(@Nullable Object read, JsonObject.Builder out) {
    JsonValue value = value(read);
    if (value != null) {
      out.put(name, value);
    } else if (isWritten) {
      out.put(name, nothing());
    }
  }

  /** A value; of several the last counts. */
  static final class Single extends FieldCodec {
    private final ValueCodec codec;
    private final boolean isPointer;
    private final boolean keepsZero;

    Single(WireField field, ValueCodec codec) {
      super(field);
      this.codec = codec;
      isPointer = field.isPointer();
      keepsZero = isPointer || field.isWritten();
    }

    @Override
    @Nullable Object decode(Input in, int tag, @Nullable Object soFar, int depth) {
      in.expect(tag, codec.wireType);
      JsonValue value = codec.decode(in, depth);
      return keepsZero || !codec.isZero(value) ? value : null;
    }

    @Override
    @Nullable JsonValue value(@Nullable Object read) {
      return (JsonValue) read;
    }

    @Override
    JsonValue nothing() {
      return isPointer ? JsonNull.NULL : codec.absent();
    }

    @Override
    void encode(JsonObject owner, Output out, int depth) {
      JsonValue value = owner.get(name);
      if (value != JsonNull.NULL && number > 0 && (keepsZero || !codec.isZero(value))) {
        codec.encode(value, out, depth);
        out.tag(number, codec.wireType);
      }
    }
  }

  /** A message; pieces of it merge. */
  static class OfMessage extends FieldCodec {
    final MessageCodec codec;
    private final boolean isPointer;

    OfMessage(WireField field, MessageCodec codec) {
      super(field);
      this.codec = codec;
      isPointer = field.isPointer();
    }

    @Override
    final Object decode(Input in, int tag, @Nullable Object soFar, int depth) {
      in.expect(tag, Input.BYTES);
      @Nullable Object[] slots = soFar == null ? codec.slots() : (@Nullable Object[]) soFar;
      codec.decodeInto(slots, in, depth);
      return slots;
    }

    @Override
    final @Nullable JsonValue value(@Nullable Object read) {
      return read == null ? null : codec.finish((@Nullable Object[]) read);
    }

    @Override
    final JsonValue nothing() {
      return isPointer ? JsonNull.NULL : codec.zero();
    }

    @Override
    void encode(JsonObject owner, Output out, int depth) {
      JsonValue value = owner.get(name);
      if (value != JsonNull.NULL) {
        codec.encode(value, out, depth);
        out.tag(number, Input.BYTES);
      }
    }
  }

  /** A message whose fields stand in JSON among its owner's. */
  static final class Inline extends OfMessage {
    Inline(WireField field, MessageCodec codec) {
      super(field, codec);
    }

    @Override
    void finish(@Nullable Object read, JsonObject.Builder out) {
      codec.finish(read == null ? codec.slots() : (@Nullable Object[]) read, out);
    }

    @Override
    void encode(JsonObject owner, Output out, int depth) {
      int before = out.size();
      codec.encodeAll(owner, out, depth);
      if (out.size() > before) {
        out.lengthSince(before);
        out.tag(number, Input.BYTES);
      }
    }
  }

  /** A list. Numbers may also come packed. */
  static final class Repeated extends FieldCodec {
    private final ValueCodec codec;

    Repeated(WireField field, ValueCodec codec) {
      super(field);
      this.codec = codec;
    }

    @Override
    Object decode(Input in, int tag, @Nullable Object soFar, int depth) {
      List<JsonValue> values = soFar == null ? new ArrayList<>(4) : values(soFar);
      if (Input.wireType(tag) == Input.BYTES && codec.wireType != Input.BYTES) {
        int outer = in.enter();
        while (!in.isAtEnd()) {
          values.add(codec.decode(in, depth));
        }
        in.leave(outer);
      } else {
        in.expect(tag, codec.wireType);
        values.add(codec.decode(in, depth));
      }
      return values;
    }

    @SuppressWarnings("unchecked")
    private static List<JsonValue> values(Object read) {
      return (List<JsonValue>) read;
    }

    @Override
    @Nullable JsonValue value(@Nullable Object read) {
      return read == null || values(read).isEmpty() ? null : new JsonArray(values(read));
    }

    @Override
    JsonValue nothing() {
      return JsonNull.NULL;
    }

    @Override
    void encode(JsonObject owner, Output out, int depth) {
      JsonValue value = owner.get(name);
      if (value instanceof JsonArray array) {
        encode(array, number, codec, out, depth);
      } else if (value != JsonNull.NULL) {
        throw ValueCodec.wrong(value, "array");
      }
    }

    static void encode(JsonArray array, int number, ValueCodec codec, Output out, int depth) {
      for (int i = array.size() - 1; i >= 0; i--) {
        JsonValue each = array.get(i);
        codec.encode(each.isNull() ? codec.zero() : each, out, depth);
        out.tag(number, codec.wireType);
      }
    }
  }

  /** A map from strings, whose entries are messages of key and value. JSON has it sorted. */
  static final class OfMap extends FieldCodec {
    private final ValueCodec codec;

    OfMap(WireField field, ValueCodec codec) {
      super(field);
      this.codec = codec;
    }

    @Override
    Object decode(Input in, int tag, @Nullable Object soFar, int depth) {
      in.expect(tag, Input.BYTES);
      Map<String, JsonValue> values = soFar == null ? new TreeMap<>() : values(soFar);
      String key = "";
      JsonValue value = null;
      int outer = in.enter();
      while (!in.isAtEnd()) {
        int inner = in.tag();
        if (Input.number(inner) == 1) {
          in.expect(inner, Input.BYTES);
          key = in.text();
        } else if (Input.number(inner) == 2) {
          in.expect(inner, codec.wireType);
          value = codec.decode(in, depth);
        } else {
          in.skip(inner, depth);
        }
      }
      in.leave(outer);
      values.put(key, value == null ? codec.zero() : value);
      return values;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, JsonValue> values(Object read) {
      return (Map<String, JsonValue>) read;
    }

    @Override
    @Nullable JsonValue value(@Nullable Object read) {
      return read == null ? null : JsonObject.of(values(read));
    }

    @Override
    JsonValue nothing() {
      return JsonNull.NULL;
    }

    @Override
    void encode(JsonObject owner, Output out, int depth) {
      JsonValue value = owner.get(name);
      if (value instanceof JsonObject entries) {
        entries.forEach((key, each) -> encodeEntry(key, each, out, depth));
      } else if (value != JsonNull.NULL) {
        throw ValueCodec.wrong(value, "object");
      }
    }

    private void encodeEntry(String key, JsonValue value, Output out, int depth) {
      int before = out.size();
      codec.encode(value.isNull() ? codec.zero() : value, out, depth);
      out.tag(2, codec.wireType);
      out.text(key);
      out.tag(1, Input.BYTES);
      out.lengthSince(before);
      out.tag(number, Input.BYTES);
    }
  }
}
