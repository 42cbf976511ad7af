package dev.keelson.apiserver.model.yaml;

import dev.keelson.apiserver.model.json.GoText;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonBool;
import dev.keelson.apiserver.model.json.JsonDouble;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/** Grows a tree from the events of one document. Keeps its own stack. One thread. */
final class YamlTree {
  /**
   * A finished node.
   *
   * @param isMerge whether it is the key {@code <<}
   */
  private record Node(JsonValue value, YamlSize size, boolean isMerge) {}

  /** A collection whose end has not come. */
  private static final class Open {
    final Optional<String> anchor;
    final boolean isSequence;
    final List<JsonValue> elements = new ArrayList<>();
    final Map<String, JsonValue> entries = new LinkedHashMap<>();
    final Set<String> own = new HashSet<>();
    YamlSize size = YamlSize.ONE;

    /** The key whose value comes next. */
    Optional<Node> key = Optional.empty();

    Open(Optional<String> anchor, boolean isSequence) {
      this.anchor = anchor;
      this.isSequence = isSequence;
    }
  }

  private final Consumer<String> duplicate;
  private final List<Open> open = new ArrayList<>();
  private final Map<String, Node> anchors = new HashMap<>();
  private final YamlSize.Budget budget = new YamlSize.Budget();
  private Optional<JsonValue> result = Optional.empty();

  YamlTree(Consumer<String> duplicate) {
    this.duplicate = duplicate;
  }

  boolean isDone() {
    return result.isPresent();
  }

  JsonValue result() {
    return result.orElse(JsonNull.NULL);
  }

  /**
   * @param text the event's, or what is to stand for it
   */
  void scalar(ScalarEvent event, String text) {
    YamlSize size = YamlSize.ofText(text.length());
    budget.add(size);
    boolean isMerge = event.getValue().equals("<<") && isMergeTag(event);
    Node node = new Node(YamlScalars.resolve(event, text), size, isMerge);
    event.getAnchor().map(Anchor::getValue).ifPresent(name -> anchors.put(name, node));
    place(node);
  }

  private static boolean isMergeTag(ScalarEvent event) {
    return event.getTag().map(tag -> tag.equals(YamlScalars.TAG + "merge")).orElse(event.isPlain());
  }

  void alias(String name) {
    if (open.stream().anyMatch(each -> each.anchor.filter(name::equals).isPresent())) {
      throw new BadYaml("yaml: anchor '" + name + "' value contains itself");
    }
    Node node = anchors.get(name);
    if (node == null) {
      throw new BadYaml("yaml: unknown anchor '" + name + "' referenced");
    }
    budget.addAlias(node.size());
    place(node);
  }

  void open(CollectionStartEvent event, boolean isSequence) {
    if (open.size() == YamlReader.DEEPEST) {
      throw new BadYaml("yaml: exceeded max depth of " + YamlReader.DEEPEST);
    }
    budget.add(YamlSize.ONE);
    open.add(new Open(event.getAnchor().map(Anchor::getValue), isSequence));
  }

  void close() {
    Open closed = open.removeLast();
    JsonValue value =
        closed.isSequence ? new JsonArray(closed.elements) : JsonObject.of(closed.entries);
    Node node = new Node(value, closed.size, false);
    closed.anchor.ifPresent(name -> anchors.put(name, node));
    place(node);
  }

  private void place(Node node) {
    if (open.isEmpty()) {
      result = Optional.of(node.value());
      return;
    }
    Open parent = open.getLast();
    parent.size = parent.size.plus(node.size());
    if (parent.isSequence) {
      parent.elements.add(node.value());
    } else if (parent.key.isEmpty()) {
      parent.key = Optional.of(node);
    } else {
      Node key = parent.key.get();
      parent.key = Optional.empty();
      if (key.isMerge()) {
        merge(parent, node.value());
      } else {
        entry(parent, key(key.value(), node.value()), node.value());
      }
    }
  }

  private void entry(Open parent, String name, JsonValue value) {
    if (!parent.own.add(name)) {
      duplicate.accept(path() + name);
    }
    parent.entries.put(name, value);
  }

  /** What is merged overrides what stands before it, as in go-yaml 2. */
  private static void merge(Open parent, JsonValue value) {
    switch (value) {
      case JsonObject object -> object.forEach(parent.entries::put);
      case JsonArray array -> {
        for (JsonValue each : array.values().reversed()) {
          if (!(each instanceof JsonObject object)) {
            throw noMerge();
          }
          object.forEach(parent.entries::put);
        }
      }
      default -> throw noMerge();
    }
  }

  private static BadYaml noMerge() {
    return new BadYaml("yaml: map merge requires map or sequence of maps as the value");
  }

  private static String key(JsonValue key, JsonValue value) {
    return switch (key) {
      case JsonString(String text) -> text;
      case JsonLong _, JsonDouble _, JsonBool _ -> key.toJson();
      case JsonNull _ ->
          throw new BadYaml(
              "unsupported map key of type: %!s(<nil>), key: <nil>, value: " + GoText.print(value));
      case JsonObject _, JsonArray _ ->
          throw new BadYaml("yaml: invalid map key: " + GoText.print(key));
    };
  }

  /** Of the innermost open collection, and a dot. */
  private String path() {
    StringBuilder path = new StringBuilder();
    for (Open each : open.subList(0, open.size() - 1)) {
      if (each.isSequence) {
        path.append('[').append(each.elements.size()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".");
        path.append(each.key.map(Node::value).map(key -> key(key, key)).orElse(""));
      }
    }
    return path.isEmpty() ? "" : path.append('.').toString();
  }
}
