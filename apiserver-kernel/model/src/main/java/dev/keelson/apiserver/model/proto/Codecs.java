package dev.keelson.apiserver.model.proto;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.schema.FieldType;
import dev.keelson.apiserver.model.schema.FieldType.Scalar;
import dev.keelson.apiserver.model.schema.WireField;
import dev.keelson.apiserver.model.schema.WireField.Form;
import dev.keelson.apiserver.model.schema.WireType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/** Makes the codecs of types, each once. Thread-safe. */
final class Codecs {
  private final Map<String, MessageCodec> messages = new ConcurrentHashMap<>();
  private final ValueCodec rawExtension;

  /**
   * @param envelope reads an object in its envelope, so deep
   */
  Codecs(BiFunction<byte[], Integer, JsonValue> envelope) {
    rawExtension = SmallMessages.rawExtension(envelope);
  }

  MessageCodec of(WireType type) {
    return messages.computeIfAbsent(type.name(), _ -> new MessageCodec(type, this::fields));
  }

  private List<FieldCodec> fields(WireType type) {
    return type.fields().stream().map(this::field).toList();
  }

  private FieldCodec field(WireField field) {
    if (field.form() == Form.INLINE) {
      return new FieldCodec.Inline(field, message(field));
    }
    if (field.form() == Form.WRAPPED && field.type() instanceof FieldType.ListOf(FieldType each)) {
      return new FieldCodec.Single(field, new Wrapped.Items(value(field, each), JsonNull.NULL));
    }
    return switch (field.type()) {
      case FieldType.ListOf(FieldType element) ->
          new FieldCodec.Repeated(field, value(field, element));
      case FieldType.MapOf(FieldType value) -> new FieldCodec.OfMap(field, value(field, value));
      case FieldType.Message _ -> new FieldCodec.OfMessage(field, message(field));
      case Scalar scalar -> new FieldCodec.Single(field, value(field, scalar));
    };
  }

  private MessageCodec message(WireField field) {
    return of(field.message().orElseThrow().get());
  }

  private ValueCodec value(WireField field, FieldType type) {
    return switch (type) {
      case FieldType.ListOf(FieldType element) ->
          new Wrapped.Items(value(field, element), JsonArray.EMPTY);
      case FieldType.MapOf _ ->
          throw new IllegalArgumentException(field.name() + " is a map within a list or map");
      case FieldType.Message _ -> message(field);
      case Scalar scalar -> scalar(field, scalar);
    };
  }

  private ValueCodec scalar(WireField field, Scalar scalar) {
    return switch (scalar) {
      case STRING -> Leaves.STRING;
      case BOOL -> Leaves.BOOL;
      case INT32 -> Leaves.INT32;
      case INT64 -> Leaves.INT64;
      case DOUBLE -> Leaves.DOUBLE;
      case BYTES -> Leaves.BYTES;
      case TIME -> SmallMessages.TIME;
      case MICRO_TIME -> SmallMessages.MICRO_TIME;
      case DURATION -> SmallMessages.DURATION;
      case QUANTITY -> SmallMessages.QUANTITY;
      case INT_OR_STRING -> SmallMessages.INT_OR_STRING;
      case RAW_EXTENSION -> rawExtension;
      case FIELDS_V1 -> SmallMessages.JSON;
      case ANY ->
          field.form() == Form.PLAIN
              ? SmallMessages.JSON
              : new Wrapped.SchemaOr(field.form(), message(field));
    };
  }
}
