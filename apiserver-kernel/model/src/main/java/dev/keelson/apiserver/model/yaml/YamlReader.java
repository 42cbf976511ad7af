package dev.keelson.apiserver.model.yaml;
import dev.keelson.apiserver.model.json.*;
import java.nio.charset.StandardCharsets;
import java.util.*;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.api.*;
public final class YamlReader {
  public static JsonValue read(byte[] b, Consumer<String> d) {
    try { return v(new Load(LoadSettings.builder().build()).loadFromString(new String(b, StandardCharsets.UTF_8))); } catch (RuntimeException e) { throw new BadYaml(String.valueOf(e.getMessage())); } }
  static JsonValue v(Object o) { return switch (o) { case null -> JsonNull.NULL; case Map<?,?> m -> { var x = JsonObject.builder(); m.forEach((k,w) -> x.put(String.valueOf(k), v(w))); yield x.build(); } case List<?> l -> { List<JsonValue> r = new ArrayList<>(); l.forEach(w -> r.add(v(w))); yield new JsonArray(r); } case String s -> JsonString.of(s); case Integer i -> JsonLong.of(i); case Long i -> JsonLong.of(i); case Double i -> new JsonDouble(i); case Boolean i -> JsonBool.of(i); default -> JsonString.of(o.toString()); }; }
}
