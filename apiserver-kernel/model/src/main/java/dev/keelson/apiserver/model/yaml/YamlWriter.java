package dev.keelson.apiserver.model.yaml;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonBool;
import dev.keelson.apiserver.model.json.JsonDouble;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** A tree as block YAML, names sorted as sigs.k8s.io/yaml sorts them. */
public final class YamlWriter {
  private YamlWriter() {}

  public static byte[] bytes(JsonValue value) {
    DumpSettings settings =
        DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setDereferenceAliases(true)
            .build();
    return new Dump(settings).dumpToString(plain(value)).getBytes(StandardCharsets.UTF_8);
  }

  private static @Nullable Object plain(JsonValue value) {
    return switch (value) {
      case JsonObject object -> {
        Map<String, @Nullable Object> map = new TreeMap<>();
        object.forEach((name, each) -> map.put(name, plain(each)));
        yield map;
      }
      case JsonArray array -> {
        List<@Nullable Object> list = new ArrayList<>();
        array.forEach(each -> list.add(plain(each)));
        yield list;
      }
      case JsonString(String text) -> text;
      case JsonLong(long number) -> number;
      case JsonDouble(double number) -> number;
      case JsonBool bool -> bool == JsonBool.TRUE;
      case JsonNull _ -> null;
    };
  }
}
