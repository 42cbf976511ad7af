package dev.keelson.apiserver.server;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiStatus;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The part of a URL after the question mark, decoded. */
public record Query(Map<String, List<String>> values) {
  public static final Query NONE = new Query(Map.of());

  /**
   * @throws ApiFailure 400: not percent-encoded as it should be
   */
  public static Query parse(String text) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String pair : text.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        values.computeIfAbsent(decode(name), _ -> new ArrayList<>()).add(decode(value));
      }
    }
    return new Query(values);
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ApiFailure(ApiStatus.badRequest("invalid URL escape in query: " + text));
    }
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** The first value, "" where there is none. */
  public String text(String name) {
    List<String> all = values.getOrDefault(name, List.of());
    return all.isEmpty() ? "" : all.getFirst();
  }

  public List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** As apimachinery reads it: {@code true} and {@code 1} and a bare name are true. */
  public boolean isTrue(String name) {
    return has(name) && !List.of("false", "0").contains(text(name));
  }

  /**
   * @throws ApiFailure 400: it is there and no number
   */
  public long number(String name, long otherwise) {
    String text = text(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new ApiFailure(
          ApiStatus.badRequest("strconv.ParseInt: parsing \"%s\": invalid syntax".formatted(text)));
    }
  }
}
