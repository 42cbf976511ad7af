package dev.keelson.apiserver.model.apply;

import dev.keelson.apiserver.model.json.BadJson;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The annotation in which kubectl's client-side apply keeps its last configuration. When kubectl
 * goes over to server-side apply, it may take what it so applied before, and keeps the annotation
 * in step, so that it may go back.
 */
final class LastApplied {
  private static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";

  /** The one manager that this is about; any other name opts out. */
  static final String MANAGER = "kubectl";

  /** Annotations' bound, names and values together. */
  private static final int MOST_BYTES = 256 * 1024;

  private LastApplied() {}

  private static String text(JsonObject tree) {
    return tree.textAt("metadata", "annotations", ANNOTATION);
  }

  /** What stands in the live tree as it was last applied; empty where that cannot be told. */
  static Optional<FieldSet> unchanged(JsonObject live, String apiVersion, Shape shape) {
    String text = text(live);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      JsonObject applied = JsonReader.readObject(text);
      if (!applied.text("apiVersion").equals(apiVersion)
          || TypeCheck.of(applied, shape).isPresent()) {
        return Optional.empty();
      }
      Comparison since = Comparison.written(applied, live, shape);
      return Optional.of(
          SetOf.value(applied, shape)
              .difference(since.modified())
              .difference(since.added())
              .difference(since.removed()));
    } catch (BadJson | Shape.Unkeyed e) {
      return Optional.empty();
    }
  }

  /** The tree with the configuration in the annotation, where it has one. */
  static JsonObject kept(JsonObject tree, JsonObject config) {
    if (text(tree).isEmpty()) {
      return tree;
    }
    JsonObject metadata = tree.object("metadata");
    JsonObject annotations = metadata.object("annotations");
    JsonObject bare =
        config.mapObject("metadata", it -> it.mapObject("annotations", a -> a.without(ANNOTATION)));
    JsonObject with = annotations.with(ANNOTATION, sorted(bare).toJson() + "\n");
    JsonObject fitting = bytes(with) > MOST_BYTES ? annotations.without(ANNOTATION) : with;
    return tree.with("metadata", metadata.with("annotations", fitting));
  }

  /** Names in order, as Go writes maps. */
  private static JsonValue sorted(JsonValue value) {
    return switch (value) {
      case JsonObject object -> {
        JsonObject.Builder out = JsonObject.builder();
        Values.sortedNames(object).forEach(name -> out.put(name, sorted(object.get(name))));
        yield out.build();
      }
      case JsonArray array -> {
        List<JsonValue> out = new ArrayList<>(array.size());
        array.values().forEach(each -> out.add(sorted(each)));
        yield new JsonArray(out);
      }
      default -> value;
    };
  }

  private static long bytes(JsonObject annotations) {
    long bytes = 0;
    for (var entry : annotations) {
      bytes += entry.getKey().getBytes(StandardCharsets.UTF_8).length;
      if (entry.getValue() instanceof JsonString(String text)) {
        bytes += text.getBytes(StandardCharsets.UTF_8).length;
      }
    }
    return bytes;
  }
}
