package dev.keelson.apiserver.model.proto;

import dev.keelson.apiserver.model.json.JsonBool;
import dev.keelson.apiserver.model.json.JsonDouble;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.Base64;

/** Values that protobuf has too. */
final class Leaves {
  private Leaves() {}

  static final ValueCodec STRING =
      new ValueCodec(Input.BYTES) {
        private final JsonString empty = JsonString.of("");

        @Override
        JsonValue decode(Input in, int depth) {
          return JsonString.of(in.text());
        }

        @Override
        void encode(JsonValue value, Output out, int depth) {
          out.text(text(value));
        }

        @Override
        JsonValue zero() {
          return empty;
        }

        @Override
        boolean isZero(JsonValue value) {
          return value instanceof JsonString(String text) && text.isEmpty();
        }
      };

  static final ValueCodec BOOL =
      new ValueCodec(Input.VARINT) {
        @Override
        JsonValue decode(Input in, int depth) {
          return JsonBool.of(in.varint() != 0);
        }

        @Override
        void encode(JsonValue value, Output out, int depth) {
          if (!(value instanceof JsonBool)) {
            throw wrong(value, "bool");
          }
          out.varint(value == JsonBool.TRUE ? 1 : 0);
        }

        @Override
        JsonValue zero() {
          return JsonBool.FALSE;
        }

        @Override
        boolean isZero(JsonValue value) {
          return value == JsonBool.FALSE;
        }
      };

  static final ValueCodec INT32 = new Whole(true);
  static final ValueCodec INT64 = new Whole(false);

  private static final class Whole extends ValueCodec {
    private static final JsonLong ZERO = JsonLong.of(0);

    private final boolean isShort;

    Whole(boolean isShort) {
      super(Input.VARINT);
      this.isShort = isShort;
    }

    @Override
    JsonValue decode(Input in, int depth) {
      long value = in.varint();
      return JsonLong.of(isShort ? (int) value : value);
    }

    @Override
    void encode(JsonValue value, Output out, int depth) {
      long number = whole(value);
      if (isShort && number != (int) number) {
        throw new NotEncodable(number + " is past 32 bits");
      }
      out.varint(number);
    }

    @Override
    JsonValue zero() {
      return ZERO;
    }

    @Override
    boolean isZero(JsonValue value) {
      return value instanceof JsonLong(long number) && number == 0;
    }
  }

  static final ValueCodec DOUBLE =
      new ValueCodec(Input.FIXED64) {
        @Override
        JsonValue decode(Input in, int depth) {
          double number = Double.longBitsToDouble(in.fixed64());
          if (!Double.isFinite(number)) {
            throw new BadProtobuf("JSON has no " + number);
          }
          long whole = (long) number;
          boolean isWhole = whole == number && Math.abs(whole) < 1L << 53;
          return isWhole ? JsonLong.of(whole) : new JsonDouble(number);
        }

        @Override
        void encode(JsonValue value, Output out, int depth) {
          double number =
              switch (value) {
                case JsonLong(long whole) -> whole;
                case JsonDouble(double real) -> real;
                default -> throw wrong(value, "number");
              };
          out.fixed64(Double.doubleToRawLongBits(number));
        }

        @Override
        JsonValue zero() {
          return JsonLong.of(0);
        }

        @Override
        boolean isZero(JsonValue value) {
          return value instanceof JsonLong(long number) && number == 0;
        }
      };

  static final ValueCodec BYTES =
      new ValueCodec(Input.BYTES) {
        @Override
        JsonValue decode(Input in, int depth) {
          return JsonString.of(Base64.getEncoder().encodeToString(in.bytes()));
        }

        @Override
        void encode(JsonValue value, Output out, int depth) {
          try {
            out.bytes(Base64.getDecoder().decode(text(value)));
          } catch (IllegalArgumentException e) {
            throw new NotEncodable("illegal base64 data");
          }
        }

        @Override
        JsonValue zero() {
          return STRING.zero();
        }

        @Override
        JsonValue absent() {
          return JsonNull.NULL;
        }

        @Override
        boolean isZero(JsonValue value) {
          return STRING.isZero(value);
        }
      };

  static String text(JsonValue value) {
    if (value instanceof JsonString(String text)) {
      return text;
    }
    throw ValueCodec.wrong(value, "string");
  }

  static long whole(JsonValue value) {
    return switch (value) {
      case JsonLong(long number) -> number;
      case JsonDouble(double number) when number == (long) number -> (long) number;
      default -> throw ValueCodec.wrong(value, "integer");
    };
  }
}
