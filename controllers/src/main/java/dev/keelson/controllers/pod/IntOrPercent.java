package dev.keelson.controllers.pod;

import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;

/** {@code 3} or {@code "25%"} of something. */
public final class IntOrPercent {
  private IntOrPercent() {}

  /**
   * @param total what per cent are of
   * @param otherwise where nothing is said, or nothing that can be understood: validation lets none
   *     of that in
   */
  public static int of(JsonValue value, int total, boolean roundsUp, int otherwise) {
    return switch (value) {
      case JsonLong(long number) -> (int) number;
      case JsonString(String text) when text.endsWith("%") -> {
        try {
          long percent = Long.parseLong(text.substring(0, text.length() - 1));
          long share = percent * total;
          yield (int) (roundsUp ? Math.ceilDiv(share, 100L) : share / 100);
        } catch (NumberFormatException _) {
          yield otherwise;
        }
      }
      default -> otherwise;
    };
  }
}
