package dev.keelson.apiserver.server.kind.meta;

import dev.keelson.apiserver.model.json.JsonDouble;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.quantity.BadQuantity;
import dev.keelson.apiserver.model.quantity.Quantity;
import java.util.Optional;

/** Quantities in objects: texts, or numbers. */
public final class Amounts {
  private Amounts() {}

  /** Empty where there is none; whoever decodes refuses those that are wrong. */
  public static Optional<Quantity> of(JsonValue value) {
    try {
      return switch (value) {
        case JsonString(String text) -> Optional.of(Quantity.parse(text));
        case JsonLong _, JsonDouble _ -> Optional.of(Quantity.parse(value.toJson()));
        default -> Optional.empty();
      };
    } catch (BadQuantity _) {
      return Optional.empty();
    }
  }

  /** Zero where there is none. */
  public static Quantity orZero(JsonValue value) {
    return of(value).orElse(Quantity.ZERO);
  }
}
