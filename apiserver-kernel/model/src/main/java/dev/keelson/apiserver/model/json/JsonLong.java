package dev.keelson.apiserver.model.json;

public record JsonLong(long number) implements JsonValue {
  private static final JsonLong[] SMALL = new JsonLong[1024];

  static {
    for (int i = 0; i < SMALL.length; i++) {
      SMALL[i] = new JsonLong(i);
    }
  }

  public static JsonLong of(long number) {
    return number >= 0 && number < SMALL.length ? SMALL[(int) number] : new JsonLong(number);
  }
}
