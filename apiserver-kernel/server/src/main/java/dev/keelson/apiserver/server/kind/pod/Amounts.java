package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.quantity.BadQuantity;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.apiserver.model.quantity.Quantity.Format;
import dev.keelson.apiserver.server.kind.Filling;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;

/** Lists of resources, such as {@code limits}: names and quantities. */
final class Amounts {
  /** Digits behind the point, beyond which amounts are rounded up. */
  private static final int SCALE = 3;

  private Amounts() {}

  /** Nothing for what is no quantity: its form is a matter of the schema. */
  static Optional<Quantity> of(JsonValue value) {
    try {
      return switch (value) {
        case JsonString(String text) -> Optional.of(Quantity.parse(text));
        case JsonLong(long number) -> Optional.of(Quantity.of(number, Format.DECIMAL_SI));
        default -> Optional.empty();
      };
    } catch (BadQuantity _) {
      return Optional.empty();
    }
  }

  /** The lists {@code limits} and {@code requests} as upstream writes them. */
  static JsonObject requirements(JsonObject resources) {
    return Filling.of(resources)
        .within("limits", Amounts::canonical)
        .within("requests", Amounts::canonical)
        .done();
  }

  /** Amounts in canonical form, and none finer than a thousandth. */
  static JsonObject canonical(JsonObject list) {
    Filling filling = Filling.of(list);
    for (Map.Entry<String, JsonValue> each : list) {
      of(each.getValue())
          .ifPresent(
              amount -> {
                String text = rounded(amount).toString();
                if (!(each.getValue() instanceof JsonString(String before)
                    && before.equals(text))) {
                  filling.set(each.getKey(), JsonString.of(text));
                }
              });
    }
    return filling.done();
  }

  private static Quantity rounded(Quantity amount) {
    return amount.amount().scale() <= SCALE
        ? amount
        : Quantity.of(amount.amount().setScale(SCALE, RoundingMode.UP), amount.format());
  }

  static JsonObject json(Map<String, Quantity> list) {
    JsonObject.Builder json = JsonObject.builder();
    list.forEach((name, amount) -> json.put(name, amount.toString()));
    return json.build();
  }
}
