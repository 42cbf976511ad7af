package dev.keelson.apiserver.model.proto;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.schema.WireType;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A message. What is read of one before its end lies in an array with a place for each field, since
 * a message may come in pieces that merge.
 */
final class MessageCodec extends ValueCodec {
  /** Lazy: messages contain themselves. */
  private static final class Fields {
    /** In the order in which JSON is written. */
    final FieldCodec[] ordered;

    /** Places in {@code ordered} by number; -1 where there is none. */
    final int[] byNumber;

    final FieldCodec[] byDescendingNumber;

    Fields(List<FieldCodec> fields) {
      ordered = fields.toArray(FieldCodec[]::new);
      int highest = fields.stream().mapToInt(field -> field.number).max().orElse(0);
      byNumber = new int[highest + 1];
      Arrays.fill(byNumber, -1);
      for (int i = 0; i < ordered.length; i++) {
        if (ordered[i].number > 0) {
          byNumber[ordered[i].number] = i;
        }
      }
      byDescendingNumber =
          fields.stream()
              .filter(field -> field.number > 0)
              .sorted((a, b) -> Integer.compare(b.number, a.number))
              .toArray(FieldCodec[]::new);
    }
  }

  private final WireType type;
  private final Function<WireType, List<FieldCodec>> fieldsOf;
  private volatile @Nullable Fields fields;
  private volatile @Nullable JsonObject zero;

  MessageCodec(WireType type, Function<WireType, List<FieldCodec>> fieldsOf) {
    super(Input.BYTES);
    this.type = type;
    this.fieldsOf = fieldsOf;
  }

  private Fields fields() {
    Fields known = fields;
    if (known == null) {
      known = new Fields(fieldsOf.apply(type));
      fields = known;
    }
    return known;
  }

  @Override
  JsonValue decode(Input in, int depth) {
    @Nullable Object[] slots = slots();
    decodeInto(slots, in, depth);
    return finish(slots);
  }

  @Nullable Object[] slots() {
    return new Object[fields().ordered.length];
  }

  /** Reads the length and what follows it. */
  void decodeInto(@Nullable Object[] slots, Input in, int depth) {
    int outer = in.enter();
    decodeAll(slots, in, depth);
    in.leave(outer);
  }

  /** Reads to the end. */
  void decodeAll(@Nullable Object[] slots, Input in, int depth) {
    ProtobufCodec.checkDepth(depth);
    Fields all = fields();
    while (!in.isAtEnd()) {
      int tag = in.tag();
      int number = Input.number(tag);
      int at = number < all.byNumber.length ? all.byNumber[number] : -1;
      if (at < 0) {
        in.skip(tag, depth + 1);
      } else {
        slots[at] = all.ordered[at].decode(in, tag, slots[at], depth + 1);
      }
    }
  }

  JsonObject finish(@Nullable Object[] slots) {
    JsonObject.Builder out = JsonObject.builder();
    finish(slots, out);
    return out.build();
  }

  void finish(@Nullable Object[] slots, JsonObject.Builder out) {
    FieldCodec[] ordered = fields().ordered;
    for (int i = 0; i < ordered.length; i++) {
      ordered[i].finish(slots[i], out);
    }
  }

  /** Puts a field that is not sent: apiVersion, kind. */
  void set(@Nullable Object[] slots, String name, JsonValue value) {
    FieldCodec[] ordered = fields().ordered;
    for (int i = 0; i < ordered.length; i++) {
      if (ordered[i].number == 0 && ordered[i].name.equals(name)) {
        slots[i] = value;
      }
    }
  }

  @Override
  void encode(JsonValue value, Output out, int depth) {
    int before = out.size();
    if (value instanceof JsonObject object) {
      encodeAll(object, out, depth);
    } else if (!value.isNull()) {
      throw wrong(value, "object of " + type.name());
    }
    out.lengthSince(before);
  }

  void encodeAll(JsonObject object, Output out, int depth) {
    if (depth > ProtobufCodec.DEEPEST) {
      throw new NotEncodable("deeper than " + ProtobufCodec.DEEPEST);
    }
    for (FieldCodec field : fields().byDescendingNumber) {
      field.encode(object, out, depth + 1);
    }
  }

  @Override
  JsonObject zero() {
    JsonObject known = zero;
    if (known == null) {
      known = finish(slots());
      zero = known;
    }
    return known;
  }
}
