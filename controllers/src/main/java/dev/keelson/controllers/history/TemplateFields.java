package dev.keelson.controllers.history;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** How Go writes the fields of a pod template, from the list that lies beside this class. */
final class TemplateFields {
  /**
   * @param how a field is written; the list's head says what the letters mean
   * @param type of the object, or of a list's elements; "" for scalars
   */
  record Field(String how, String type) {}

  /** Read when the first revision is made. */
  private static final class Table {
    static final Map<String, Map<String, Field>> TYPES = read();
  }

  private TemplateFields() {}

  /** Empty for a type that is not listed. */
  static Map<String, Field> of(String type) {
    return Table.TYPES.getOrDefault(type, Map.of());
  }

  private static Map<String, Map<String, Field>> read() {
    Map<String, Map<String, Field>> types = new HashMap<>();
    try (InputStream in = TemplateFields.class.getResourceAsStream("template-fields.txt")) {
      if (in == null) {
        throw new IllegalStateException("template-fields.txt is missing from this build");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("#")) {
          String[] words = line.split(" ");
          types.put(words[0], fields(words));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.copyOf(types);
  }

  private static Map<String, Field> fields(String[] words) {
    Map<String, Field> fields = new HashMap<>();
    for (int i = 1; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      String code = words[i].substring(equals + 1);
      int colon = code.indexOf(':');
      String name = words[i].substring(0, equals);
      fields.put(
          name,
          colon < 0
              ? new Field(code, "")
              : new Field(code.substring(0, colon), code.substring(colon + 1)));
    }
    return Map.copyOf(fields);
  }
}
