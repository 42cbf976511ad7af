package dev.keelson.apiserver.model.schema;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * What {@code kubectl explain} prints. Megabytes that few ask for: unpacked when someone does, and
 * let go when memory is short.
 */
final class Descriptions {
  private final SchemaFile file;
  private SoftReference<Map<String, String>> texts = new SoftReference<>(null);

  Descriptions(SchemaFile file) {
    this.file = file;
  }

  String of(String type) {
    return texts().getOrDefault(type, "");
  }

  String of(String type, String field) {
    return texts().getOrDefault(type + "#" + field, "");
  }

  private synchronized Map<String, String> texts() {
    Map<String, String> known = texts.get();
    if (known == null) {
      known = read();
      texts = new SoftReference<>(known);
    }
    return known;
  }

  private Map<String, String> read() {
    Map<String, String> all = new HashMap<>();
    byte[] bytes = SchemaFile.resource("builtin.descriptions");
    try (DataInputStream in =
        new DataInputStream(new GZIPInputStream(new ByteArrayInputStream(bytes), 8192))) {
      for (int place = 0; place < file.typeCount(); place++) {
        String type = file.typeName(place);
        put(all, type, text(in));
        for (SchemaFile.Field field : file.type(place).fields()) {
          put(all, type + "#" + field.name(), text(in));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  private static void put(Map<String, String> all, String name, String text) {
    if (!text.isEmpty()) {
      all.put(name, text);
    }
  }

  private static String text(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
