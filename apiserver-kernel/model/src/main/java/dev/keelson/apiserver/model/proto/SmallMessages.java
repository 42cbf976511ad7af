package dev.keelson.apiserver.model.proto;

import dev.keelson.apiserver.model.json.BadJson;
import dev.keelson.apiserver.model.json.JsonDouble;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.json.JsonWriter;
import java.time.Instant;
import java.util.function.BiFunction;

/** Messages that JSON shows as one value. */
abstract class SmallMessages extends ValueCodec {
  private SmallMessages() {
    super(Input.BYTES);
  }

  @Override
  final JsonValue decode(Input in, int depth) {
    int outer = in.enter();
    JsonValue value = in.isAtEnd() ? zero() : content(in, depth);
    in.leave(outer);
    return value;
  }

  @Override
  final void encode(JsonValue value, Output out, int depth) {
    int before = out.size();
    content(value, out);
    out.lengthSince(before);
  }

  abstract JsonValue content(Input in, int depth);

  abstract void content(JsonValue value, Output out);

  @Override
  JsonValue zero() {
    return JsonNull.NULL;
  }

  @Override
  boolean isZero(JsonValue value) {
    return value.isNull();
  }

  private static long varint(Input in, int tag) {
    in.expect(tag, Input.VARINT);
    return in.varint();
  }

  static final ValueCodec TIME = new Time(false);
  static final ValueCodec MICRO_TIME = new Time(true);

  /** Seconds and nanoseconds; what is finer than JSON shows is let go, as Go does. */
  private static final class Time extends SmallMessages {
    private final boolean hasMicros;

    Time(boolean hasMicros) {
      this.hasMicros = hasMicros;
    }

    @Override
    JsonValue content(Input in, int depth) {
      long seconds = 0;
      long nanos = 0;
      while (!in.isAtEnd()) {
        int tag = in.tag();
        if (Input.number(tag) == 1) {
          seconds = varint(in, tag);
        } else if (Input.number(tag) == 2) {
          nanos = (int) varint(in, tag);
        } else {
          in.skip(tag, depth);
        }
      }
      if (nanos < 0 || nanos > 999_999_999) {
        throw new BadProtobuf("nanoseconds out of range: " + nanos);
      }
      int micros = hasMicros ? (int) nanos / 1_000 : -1;
      return seconds == Times.ZERO && micros <= 0
          ? JsonNull.NULL
          : JsonString.of(Times.format(seconds, micros));
    }

    @Override
    void content(JsonValue value, Output out) {
      if (value == JsonNull.NULL) {
        return;
      }
      Instant time = Times.parse(Leaves.text(value));
      int nanos = hasMicros ? time.getNano() / 1_000 * 1_000 : 0;
      out.varint(nanos);
      out.tag(2, Input.VARINT);
      out.varint(time.getEpochSecond());
      out.tag(1, Input.VARINT);
    }
  }

  static final ValueCodec DURATION =
      new SmallMessages() {
        @Override
        JsonValue content(Input in, int depth) {
          long nanos = 0;
          while (!in.isAtEnd()) {
            int tag = in.tag();
            if (Input.number(tag) == 1) {
              nanos = varint(in, tag);
            } else {
              in.skip(tag, depth);
            }
          }
          return JsonString.of(GoDuration.format(nanos));
        }

        @Override
        void content(JsonValue value, Output out) {
          out.varint(GoDuration.parse(Leaves.text(value)));
          out.tag(1, Input.VARINT);
        }

        @Override
        JsonValue zero() {
          return JsonString.of("0s");
        }
      };

  static final ValueCodec QUANTITY =
      new SmallMessages() {
        private final JsonString none = JsonString.of("0");

        @Override
        JsonValue content(Input in, int depth) {
          String text = "";
          while (!in.isAtEnd()) {
            int tag = in.tag();
            if (Input.number(tag) == 1) {
              in.expect(tag, Input.BYTES);
              text = in.text();
            } else {
              in.skip(tag, depth);
            }
          }
          return text.isEmpty() ? none : JsonString.of(text);
        }

        @Override
        void content(JsonValue value, Output out) {
          out.text(
              switch (value) {
                case JsonLong _, JsonDouble _ -> value.toJson();
                default -> Leaves.text(value);
              });
          out.tag(1, Input.BYTES);
        }

        @Override
        JsonValue zero() {
          return none;
        }
      };

  static final ValueCodec INT_OR_STRING =
      new SmallMessages() {
        private final JsonLong none = JsonLong.of(0);

        @Override
        JsonValue content(Input in, int depth) {
          long type = 0;
          long number = 0;
          String text = "";
          while (!in.isAtEnd()) {
            int tag = in.tag();
            switch (Input.number(tag)) {
              case 1 -> type = varint(in, tag);
              case 2 -> number = (int) varint(in, tag);
              case 3 -> {
                in.expect(tag, Input.BYTES);
                text = in.text();
              }
              default -> in.skip(tag, depth);
            }
          }
          if (type != 0 && type != 1) {
            throw new BadProtobuf("impossible IntOrString.Type");
          }
          return type == 0 ? JsonLong.of(number) : JsonString.of(text);
        }

        @Override
        void content(JsonValue value, Output out) {
          boolean isText = value instanceof JsonString;
          out.text(isText ? Leaves.text(value) : "");
          out.tag(3, Input.BYTES);
          long number = isText ? 0 : Leaves.whole(value);
          if (number != (int) number) {
            throw new NotEncodable(number + " is past 32 bits");
          }
          out.varint(number);
          out.tag(2, Input.VARINT);
          out.varint(isText ? 1 : 0);
          out.tag(1, Input.VARINT);
        }

        @Override
        JsonValue zero() {
          return none;
        }
      };

  /** A message with JSON as bytes in its first field. */
  static final ValueCodec JSON = new Json((bytes, _) -> json(bytes));

  /**
   * As {@link #JSON}, or with an object of its own in protobuf.
   *
   * @param envelope reads one that stands in these bytes, so deep
   */
  static ValueCodec rawExtension(BiFunction<byte[], Integer, JsonValue> envelope) {
    return new Json(
        (bytes, depth) ->
            ProtobufCodec.isProtobuf(bytes) ? envelope.apply(bytes, depth) : json(bytes));
  }

  private static JsonValue json(byte[] bytes) {
    try {
      return JsonReader.read(bytes);
    } catch (BadJson e) {
      throw new BadProtobuf(String.valueOf(e.getMessage()));
    }
  }

  private static final class Json extends SmallMessages {
    private final BiFunction<byte[], Integer, JsonValue> reader;

    Json(BiFunction<byte[], Integer, JsonValue> reader) {
      this.reader = reader;
    }

    @Override
    JsonValue content(Input in, int depth) {
      byte[] bytes = {};
      while (!in.isAtEnd()) {
        int tag = in.tag();
        if (Input.number(tag) == 1) {
          in.expect(tag, Input.BYTES);
          bytes = in.bytes();
        } else {
          in.skip(tag, depth);
        }
      }
      return bytes.length == 0 ? JsonNull.NULL : reader.apply(bytes, depth + 1);
    }

    @Override
    void content(JsonValue value, Output out) {
      if (value != JsonNull.NULL) {
        out.bytes(JsonWriter.bytes(value));
        out.tag(1, Input.BYTES);
      }
    }
  }
}
