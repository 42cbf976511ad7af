package dev.keelson.apiserver.server;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** HTTP headers: names in lower case, values in the order in which they came. Immutable. */
public record Headers(Map<String, List<String>> values) {
  public static final Headers NONE = new Headers(Map.of());

  public Headers {
    Map<String, List<String>> lower = new LinkedHashMap<>();
    values.forEach((name, each) -> lower.put(name.toLowerCase(Locale.ROOT), List.copyOf(each)));
    values = Collections.unmodifiableMap(lower);
  }

  public static Headers of(String name, String value) {
    return new Headers(Map.of(name, List.of(value)));
  }

  public Headers with(String name, String value) {
    Map<String, List<String>> more = new LinkedHashMap<>(values);
    more.put(name.toLowerCase(Locale.ROOT), List.of(value));
    return new Headers(more);
  }

  /** The first value. */
  public Optional<String> first(String name) {
    return all(name).stream().findFirst();
  }

  public List<String> all(String name) {
    return values.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }
}
