package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.Located;
import dev.keelson.apiserver.server.kind.SelectorRules;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** Labels and annotations of templates. Those of whole objects are checked for all kinds alike. */
final class MetadataRules {
  private static final int LARGEST = 256 * 1024;

  private MetadataRules() {}

  static void labelsAndAnnotations(Located metadata) {
    annotations(metadata);
    SelectorRules.labels(metadata, "labels");
  }

  static void annotations(Located metadata) {
    long bytes = 0;
    for (Map.Entry<String, JsonValue> each : metadata.json().object("annotations")) {
      String key = each.getKey();
      for (String message : Names.qualifiedName(key.toLowerCase(Locale.ROOT))) {
        metadata.invalid("annotations", key, message);
      }
      bytes += length(key);
      bytes += each.getValue() instanceof JsonString(String text) ? length(text) : 0;
    }
    if (bytes > LARGEST) {
      metadata.errors().tooLong(metadata.path("annotations"), LARGEST);
    }
  }

  private static int length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
