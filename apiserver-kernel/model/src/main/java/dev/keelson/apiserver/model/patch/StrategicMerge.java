package dev.keelson.apiserver.model.patch;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.schema.TypeSchema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Kubernetes' own merge patch: lists are merged by the key and the strategy that their schema
 * names, and {@code $patch}, {@code $retainKeys}, {@code $setElementOrder/…} and {@code
 * $deleteFromPrimitiveList/…} say what a patch could not say otherwise. As apimachinery's {@code
 * strategicpatch} does it on the server.
 */
public final class StrategicMerge {
  private StrategicMerge() {}

  /**
   * The result may hold nulls and fields that the schema does not know, where the patch does.
   *
   * @param original as the server holds it, without nulls
   * @throws BadPatch a directive is wrong, a merge key is missing, or types do not fit
   */
  public static JsonObject apply(JsonObject original, JsonObject patch, TypeSchema schema) {
    return merge(original, patch, new MergeLevel.Struct(schema), 0);
  }

  static JsonObject merge(JsonObject original, JsonObject patch, MergeLevel level, int depth) {
    BadPatch.checkDepth(depth);
    if (patch.has(Directives.PATCH)) {
      return replaced(patch);
    }
    Map<String, JsonValue> merged = new LinkedHashMap<>();
    original.forEach(merged::put);
    Map<String, JsonValue> rest = new LinkedHashMap<>();
    patch.forEach(rest::put);
    if (patch.has(Directives.RETAIN_KEYS)) {
      Set<String> retained = Directives.retained(patch);
      rest.remove(Directives.RETAIN_KEYS);
      merged.keySet().retainAll(retained);
    }
    for (String name : patch.names()) {
      if (name.startsWith(Directives.ORDER)) {
        JsonValue order = rest.remove(name);
        ordered(merged, rest, name, order == null ? JsonNull.NULL : order, level, depth);
      }
    }
    rest.forEach((name, value) -> field(merged, name, value, level, depth));
    return JsonObject.of(merged);
  }

  private static JsonObject replaced(JsonObject patch) {
    JsonValue directive = patch.get(Directives.PATCH);
    return switch (directive.asText().orElse("")) {
      case "replace" -> patch.without(Directives.PATCH);
      case "delete" -> JsonObject.EMPTY;
      default -> throw Directives.unknown(directive, patch);
    };
  }

  /** Merges the list that a {@code $setElementOrder} is about, and takes it out of the patch. */
  private static void ordered(
      Map<String, JsonValue> merged,
      Map<String, JsonValue> rest,
      String directive,
      JsonValue order,
      MergeLevel level,
      int depth) {
    JsonArray wanted = list(order);
    String name = Directives.field(directive, Directives.ORDER);
    Optional<JsonArray> before = Optional.ofNullable(merged.get(name)).map(StrategicMerge::list);
    Optional<JsonArray> change = Optional.ofNullable(rest.get(name)).map(StrategicMerge::list);
    MergeLevel.Field field = level.ofList(name);
    ListMerge lists = new ListMerge(field, depth);
    change.ifPresent(patch -> lists.checkOrder(patch, wanted));
    if (before.isEmpty() && change.isEmpty()) {
      return;
    }
    JsonArray together;
    if (change.isEmpty()) {
      together = before.orElseThrow();
    } else if (before.isEmpty()) {
      together = Directives.withoutDirectives(change.get(), depth);
    } else {
      together = lists.apply(before.get(), change.get(), false);
    }
    merged.put(
        name,
        lists.ordered(
            together, wanted, before.orElse(JsonArray.EMPTY), change.orElse(JsonArray.EMPTY)));
    rest.remove(name);
  }

  private static JsonArray list(JsonValue value) {
    if (value instanceof JsonArray list) {
      return list;
    }
    throw Directives.wrongType(Directives.LIST, value);
  }

  private static void field(
      Map<String, JsonValue> merged,
      String directive,
      JsonValue value,
      MergeLevel level,
      int depth) {
    boolean isDeletion = directive.startsWith(Directives.DELETE);
    String name = isDeletion ? Directives.field(directive, Directives.DELETE) : directive;
    if (value == JsonNull.NULL) {
      merged.remove(name);
      return;
    }
    JsonValue before = merged.get(name);
    if (before == null || before.getClass() != value.getClass()) {
      if (!isDeletion) {
        Directives.cleaned(value, depth + 1)
            .ifPresentOrElse(clean -> merged.put(name, clean), () -> merged.remove(name));
      }
    } else if (before instanceof JsonObject object && value instanceof JsonObject change) {
      MergeLevel.Field field = level.ofObject(name);
      merged.put(
          name, field.isReplaced() ? change : merge(object, change, field.level(), depth + 1));
    } else if (before instanceof JsonArray list && value instanceof JsonArray change) {
      merged.put(name, new ListMerge(level.ofList(name), depth).apply(list, change, isDeletion));
    } else {
      merged.put(name, value);
    }
  }
}
