package dev.keelson.apiserver.model.json;

/** A finite number that is not a 64-bit integer. */
public record JsonDouble(double number) implements JsonValue {
  public JsonDouble {
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException("JSON has no " + number);
    }
  }
}
