package dev.keelson.apiserver.model.strict;

import dev.keelson.apiserver.model.json.JsonBool;
import dev.keelson.apiserver.model.json.JsonDouble;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.quantity.BadQuantity;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.apiserver.model.schema.FieldType;
import dev.keelson.apiserver.model.schema.FieldType.Scalar;

/** Leaves as Go would write them. */
final class Scalars {
  private Scalars() {}

  static JsonValue conform(Scalar type, JsonValue value) {
    return switch (type) {
      case STRING -> {
        if (value instanceof JsonString) {
          yield value;
        }
        throw wrong(value, type);
      }
      case BOOL -> {
        if (value instanceof JsonBool) {
          yield value;
        }
        throw wrong(value, type);
      }
      case INT32 -> integer(value, Integer.MIN_VALUE, Integer.MAX_VALUE, type);
      case INT64 -> integer(value, Long.MIN_VALUE, Long.MAX_VALUE, type);
      case DOUBLE -> {
        if (value instanceof JsonLong || value instanceof JsonDouble) {
          yield value;
        }
        throw wrong(value, type);
      }
      case BYTES -> same(value, Base64Text.canonical(text(value, type)));
      case TIME -> time(value, TimeText.SECONDS);
      case MICRO_TIME -> time(value, TimeText.MICROSECONDS);
      case DURATION -> same(value, DurationText.canonical(text(value, Scalar.STRING)));
      case QUANTITY -> quantity(value);
      case INT_OR_STRING -> {
        if (value instanceof JsonString) {
          yield value;
        }
        yield integer(value, Integer.MIN_VALUE, Integer.MAX_VALUE, Scalar.INT32);
      }
      case FIELDS_V1, RAW_EXTENSION, ANY -> value;
    };
  }

  private static WrongType wrong(JsonValue value, FieldType type) {
    return new WrongType(GoTypes.value(value), GoTypes.type(type));
  }

  private static JsonValue integer(JsonValue value, long least, long most, Scalar type) {
    if (value instanceof JsonLong(long number) && number >= least && number <= most) {
      return value;
    }
    // 2^63 itself is a double and no long.
    if (value instanceof JsonDouble(double number)
        && number == Math.rint(number)
        && number >= least
        && number <= most
        && Math.abs(number) < 0x1p63) {
      return JsonLong.of((long) number);
    }
    throw new WrongType(GoTypes.number(value), GoTypes.type(type));
  }

  private static String text(JsonValue value, Scalar type) {
    if (value instanceof JsonString(String text)) {
      return text;
    }
    throw wrong(value, type);
  }

  private static JsonValue same(JsonValue value, String canonical) {
    return value instanceof JsonString(String text) && text.equals(canonical)
        ? value
        : JsonString.of(canonical);
  }

  private static JsonValue time(JsonValue value, TimeText format) {
    String canonical = format.canonical(text(value, Scalar.STRING));
    return canonical.isEmpty() ? JsonNull.NULL : same(value, canonical);
  }

  private static JsonValue quantity(JsonValue value) {
    String text = value instanceof JsonString(String inner) ? inner.strip() : value.toJson();
    try {
      return same(value, Quantity.canonical(text));
    } catch (BadQuantity e) {
      throw new BadField(e.getMessage());
    }
  }

  static JsonValue zero(Scalar type) {
    return switch (type) {
      case STRING, BYTES, INT_OR_STRING -> JsonString.of("");
      case BOOL -> JsonBool.FALSE;
      case INT32, INT64, DOUBLE -> JsonLong.of(0);
      case DURATION -> JsonString.of("0s");
      case QUANTITY -> JsonString.of("0");
      case TIME, MICRO_TIME, FIELDS_V1, RAW_EXTENSION, ANY -> JsonNull.NULL;
    };
  }
}
