package dev.keelson.jepsen.history;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The named fields of one JSON object; what is left out is 0, false, empty. */
record Fields(Map<String, Object> map) {

  static Fields of(String kind) {
    Fields fields = new Fields(new LinkedHashMap<>());
    return fields.put("is", kind);
  }

  @SuppressWarnings("unchecked") // Json.read makes no other map
  static Fields of(Object json) {
    if (json instanceof Map<?, ?> map) {
      return new Fields((Map<String, Object>) map);
    }
    throw new IllegalArgumentException("not an object: " + json);
  }

  Fields put(String name, String value) {
    map.put(name, value);
    return this;
  }

  Fields put(String name, long value) {
    if (value != 0) {
      map.put(name, value);
    }
    return this;
  }

  Fields put(String name, boolean value) {
    if (value) {
      map.put(name, true);
    }
    return this;
  }

  Fields put(String name, Fields value) {
    map.put(name, value.map);
    return this;
  }

  <T> Fields put(String name, List<T> values, Function<T, Fields> encode) {
    if (!values.isEmpty()) {
      map.put(name, values.stream().map(v -> encode.apply(v).map()).toList());
    }
    return this;
  }

  <T> Fields put(String name, Optional<T> value, Function<T, Fields> encode) {
    value.ifPresent(v -> put(name, encode.apply(v)));
    return this;
  }

  String kind() {
    return text("is");
  }

  String text(String name) {
    return map.get(name) instanceof String text ? text : "";
  }

  long number(String name) {
    return map.get(name) instanceof Number number ? number.longValue() : 0;
  }

  boolean flag(String name) {
    return Boolean.TRUE.equals(map.get(name));
  }

  Fields object(String name) {
    Object value = map.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no field " + name + " in " + map);
    }
    return of(value);
  }

  <T> Optional<T> optional(String name, Function<Fields, T> decode) {
    return map.containsKey(name) ? Optional.of(decode.apply(object(name))) : Optional.empty();
  }

  <T> List<T> list(String name, Function<Fields, T> decode) {
    return map.get(name) instanceof List<?> list
        ? list.stream().map(item -> decode.apply(of(item))).toList()
        : List.of();
  }
}
