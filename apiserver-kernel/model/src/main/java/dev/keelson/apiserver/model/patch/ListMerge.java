package dev.keelson.apiserver.model.patch;

import dev.keelson.apiserver.model.json.GoText;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Merges one list, of leaves or of objects with a merge key. */
final class ListMerge {
  private final MergeLevel.Field field;
  private final int depth;

  ListMerge(MergeLevel.Field field, int depth) {
    this.field = field;
    this.depth = depth;
  }

  /**
   * @param isDeletion the patch lists leaves to take out
   */
  JsonArray apply(JsonArray original, JsonArray patch, boolean isDeletion) {
    if (!field.isMerged() && !isDeletion) {
      return patch;
    }
    if (original.isEmpty() && patch.isEmpty()) {
      return original;
    }
    if (!holdsObjects(original, patch)) {
      if (isDeletion) {
        Set<JsonValue> gone = new HashSet<>(patch.values());
        return new JsonArray(
            original.values().stream().filter(each -> !gone.contains(each)).toList());
      }
      Set<JsonValue> all = new LinkedHashSet<>(original.values());
      all.addAll(patch.values());
      return interleaved(List.copyOf(all), patch.values(), original.values());
    }
    if (field.mergeKey().isEmpty()) {
      throw BadPatch.unexpected("cannot merge lists without merge key for " + field.level().kind());
    }
    return objects(original, patch);
  }

  private JsonArray objects(JsonArray original, JsonArray patch) {
    List<JsonValue> before = new ArrayList<>(original.values());
    List<JsonValue> changes = new ArrayList<>();
    boolean isReplaced = false;
    for (JsonValue each : patch) {
      JsonObject change = object(each);
      if (!change.has(Directives.PATCH)) {
        changes.add(change);
        continue;
      }
      switch (change.get(Directives.PATCH).asText().orElse("")) {
        case "delete" -> {
          JsonValue key = key(change);
          before.removeIf(
              element -> key.equals(object(element).find(field.mergeKey()).orElse(null)));
        }
        case "replace" -> isReplaced = true;
        case "merge" ->
            throw BadPatch.unexpected("merging lists cannot yet be specified in the patch");
        default -> throw Directives.unknown(change.get(Directives.PATCH), change);
      }
    }
    return isReplaced
        ? interleaved(changes, List.of(), changes)
        : interleaved(merged(before, changes), changes, before);
  }

  private List<JsonValue> merged(List<JsonValue> before, List<JsonValue> changes) {
    List<JsonValue> merged = new ArrayList<>(before);
    Map<JsonValue, Integer> places = new HashMap<>();
    for (int i = 0; i < merged.size(); i++) {
      int place = i;
      object(merged.get(i)).find(field.mergeKey()).ifPresent(key -> places.putIfAbsent(key, place));
    }
    for (JsonValue each : changes) {
      JsonObject change = object(each);
      JsonValue key = key(change);
      Integer place = places.get(key);
      if (place == null) {
        places.put(key, merged.size());
        merged.add(change);
      } else {
        JsonObject element = object(merged.get(place));
        merged.set(place, StrategicMerge.merge(element, change, field.level(), depth + 1));
      }
    }
    return merged;
  }

  /** The elements in the order that a directive wants, those that it does not name between. */
  JsonArray ordered(JsonArray merged, JsonArray wanted, JsonArray original, JsonArray patch) {
    if (!holdsObjects(original, patch) != field.mergeKey().isEmpty()) {
      throw Directives.wrongType(Directives.MAP, wanted.isEmpty() ? wanted : wanted.get(0));
    }
    return interleaved(merged.values(), wanted.values(), original.values());
  }

  /**
   * Those of the elements that are in {@code wanted}, in its order, between them the others, in the
   * order in which the server has them.
   */
  private JsonArray interleaved(
      List<JsonValue> elements, List<JsonValue> wanted, List<JsonValue> server) {
    Map<JsonValue, Integer> wantedAt = places(wanted);
    List<JsonValue> named = new ArrayList<>();
    List<JsonValue> others = new ArrayList<>();
    for (JsonValue each : elements) {
      (wantedAt.containsKey(key(each)) ? named : others).add(each);
    }
    Map<JsonValue, Integer> serverAt = places(server);
    named.sort(Comparator.comparing(each -> place(wantedAt, each)));
    others.sort(Comparator.comparing(each -> place(serverAt, each)));
    List<JsonValue> all = new ArrayList<>(elements.size());
    int next = 0;
    for (JsonValue right : named) {
      int at = serverAt.getOrDefault(key(right), -1);
      while (next < others.size() && place(serverAt, others.get(next)) < at) {
        all.add(others.get(next++));
      }
      all.add(right);
    }
    all.addAll(others.subList(next, others.size()));
    return new JsonArray(all);
  }

  private Map<JsonValue, Integer> places(List<JsonValue> list) {
    Map<JsonValue, Integer> places = HashMap.newHashMap(list.size());
    for (int i = 0; i < list.size(); i++) {
      places.putIfAbsent(key(list.get(i)), i);
    }
    return places;
  }

  private int place(Map<JsonValue, Integer> places, JsonValue element) {
    return places.getOrDefault(key(element), Integer.MAX_VALUE);
  }

  /** What tells an element from others: itself, or its merge key. */
  private JsonValue key(JsonValue element) {
    if (field.mergeKey().isEmpty()) {
      return element;
    }
    JsonObject object = object(element);
    return object.find(field.mergeKey()).orElseThrow(() -> noMergeKey(object));
  }

  private BadPatch noMergeKey(JsonObject object) {
    return BadPatch.unexpected(
        "map: %s does not contain declared merge key: %s"
            .formatted(GoText.print(object), field.mergeKey()));
  }

  private static JsonObject object(JsonValue value) {
    if (value instanceof JsonObject object) {
      return object;
    }
    throw Directives.wrongType(Directives.MAP, value);
  }

  /**
   * Whether both lists hold objects.
   *
   * @throws BadPatch they are both empty, differ in the types of their elements, or hold lists
   */
  private static boolean holdsObjects(JsonArray original, JsonArray patch) {
    if (original.isEmpty() && patch.isEmpty()) {
      throw BadPatch.unexpected("no elements in any of the given slices");
    }
    JsonValue first = original.isEmpty() ? patch.get(0) : original.get(0);
    if (first instanceof JsonArray) {
      throw BadPatch.unprocessable("lists of lists are not supported");
    }
    for (JsonArray list : List.of(original, patch)) {
      for (JsonValue each : list) {
        if (each == JsonNull.NULL || each.getClass() != first.getClass()) {
          throw BadPatch.unexpected(
              "list element types are not identical: [%s %s]"
                  .formatted(GoText.print(original), GoText.print(patch)));
        }
      }
    }
    return first instanceof JsonObject;
  }

  /**
   * Checks that a list and the order that goes with it fit: each element that is not deleted stands
   * in the order, and they come in its order.
   */
  void checkOrder(JsonArray patch, JsonArray wanted) {
    if (patch.isEmpty() || wanted.isEmpty()) {
      return;
    }
    List<JsonValue> elements =
        patch.values().stream()
            .filter(each -> !(each instanceof JsonObject object && object.has(Directives.PATCH)))
            .toList();
    int next = 0;
    for (int i = 0; i < wanted.size() && next < elements.size(); i++) {
      if (key(elements.get(next)).equals(key(wanted.get(i)))) {
        next++;
      }
    }
    if (next < elements.size()) {
      throw BadPatch.unexpected(
          "The order in patch list:\n%s\n doesn't match %s list:\n%s\n"
              .formatted(GoText.print(patch), Directives.ORDER, GoText.print(wanted)));
    }
  }
}
