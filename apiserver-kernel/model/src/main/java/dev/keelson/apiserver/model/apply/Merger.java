package dev.keelson.apiserver.model.apply;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lays an applied configuration over a live tree. Nothing is removed; a leaf that both have is the
 * configuration's; of lists, the items of both, in the configuration's order where it has one.
 */
final class Merger {
  private Merger() {}

  static JsonValue merge(JsonValue live, JsonValue config, Shape shape) {
    JsonValue merged = walk(live, config, shape);
    return merged == null ? JsonObject.EMPTY : merged;
  }

  private static @Nullable JsonValue walk(
      @Nullable JsonValue live, @Nullable JsonValue config, Shape shape) {
    JsonValue leading = config == null ? live : config;
    if (leading == null || live == config) {
      return leading;
    }
    return switch (shape.form(leading)) {
      case SCALAR -> leading;
      case LIST -> {
        JsonArray left = live instanceof JsonArray array ? array : JsonArray.EMPTY;
        JsonArray right = config instanceof JsonArray array ? array : JsonArray.EMPTY;
        yield shape.items().isAtomic() || left.isEmpty() && right.isEmpty()
            ? leading
            : items(left, right, shape);
      }
      case MAP -> {
        JsonObject left = live instanceof JsonObject object ? object : JsonObject.EMPTY;
        JsonObject right = config instanceof JsonObject object ? object : JsonObject.EMPTY;
        yield shape.entries().isAtomic() || left.isEmpty() && right.isEmpty()
            ? leading
            : entries(left, right, shape);
      }
    };
  }

  private static @Nullable JsonValue entries(JsonObject live, JsonObject config, Shape shape) {
    JsonObject.Builder out = JsonObject.builder();
    live.forEach(
        (name, value) -> put(out, name, value, config.has(name) ? config.get(name) : null, shape));
    config.forEach(
        (name, value) -> {
          if (!live.has(name)) {
            put(out, name, null, value, shape);
          }
        });
    JsonObject merged = out.build();
    return merged.isEmpty() ? null : merged;
  }

  private static void put(
      JsonObject.Builder out,
      String name,
      @Nullable JsonValue live,
      @Nullable JsonValue config,
      Shape shape) {
    Shape next = shape.under(name);
    JsonValue merged = next == null ? config == null ? live : config : walk(live, config, next);
    if (merged != null) {
      out.put(name, merged);
    }
  }

  private static @Nullable JsonValue items(JsonArray live, JsonArray config, Shape shape) {
    List<JsonValue> merged = new Weaving(live, config, shape).weave();
    return merged.isEmpty() ? null : new JsonArray(merged);
  }

  /** Two lists into one: shared items in the configuration's order, live ones where they were. */
  private static final class Weaving {
    private final JsonArray live;
    private final Shape itemShape;
    private final List<PathElement> liveElements = new ArrayList<>();
    private final List<PathElement> configElements = new ArrayList<>();
    private final Map<PathElement, JsonValue> liveItems;
    private final Map<PathElement, JsonValue> configItems;
    private final Deque<PathElement> shared = new ArrayDeque<>();
    private final Set<PathElement> taken = new HashSet<>();
    private final List<JsonValue> out = new ArrayList<>();

    Weaving(JsonArray live, JsonArray config, Shape shape) {
      this.live = live;
      this.itemShape = shape.items().element().get();
      this.liveItems = index(live, shape, liveElements);
      this.configItems = index(config, shape, configElements);
      configElements.stream().filter(liveItems::containsKey).forEach(shared::add);
    }

    /** Items that share their keys are merged with nothing, so that none of them is preferred. */
    private static Map<PathElement, JsonValue> index(
        JsonArray array, Shape shape, List<PathElement> elements) {
      Map<PathElement, JsonValue> items = LinkedHashMap.newLinkedHashMap(array.size());
      for (JsonValue item : array.values()) {
        PathElement element = shape.element(item);
        elements.add(element);
        items.merge(element, item, (_, _) -> JsonNull.NULL);
      }
      return items;
    }

    List<JsonValue> weave() {
      int left = 0;
      int right = 0;
      while (left < liveElements.size() || right < configElements.size()) {
        boolean hasLeft = left < liveElements.size();
        boolean hasRight = right < configElements.size();
        if (hasLeft && hasRight) {
          PathElement element = liveElements.get(left);
          if (element.equals(configElements.get(right))) {
            take(element);
            shared.poll();
            left++;
            right++;
            continue;
          }
          if (configItems.containsKey(element)
              && !shared.isEmpty()
              && !shared.getFirst().equals(element)) {
            left++;
            continue;
          }
        }
        if (hasLeft) {
          PathElement element = liveElements.get(left);
          if (!configItems.containsKey(element)) {
            add(walk(live.get(left), null, itemShape));
            left++;
            continue;
          }
          if (taken.contains(element)) {
            left++;
          }
        }
        if (hasRight) {
          PathElement element = configElements.get(right);
          take(element);
          right++;
          if (element.equals(shared.peek())) {
            shared.poll();
          }
        }
      }
      return out;
    }

    private void take(PathElement element) {
      taken.add(element);
      add(walk(liveItems.get(element), configItems.get(element), itemShape));
    }

    private void add(@Nullable JsonValue merged) {
      if (merged != null) {
        out.add(merged);
      }
    }
  }
}
