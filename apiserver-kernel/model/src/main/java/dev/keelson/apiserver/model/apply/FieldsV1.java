package dev.keelson.apiserver.model.apply;

import dev.keelson.apiserver.model.json.BadJson;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The written form of a {@link FieldSet}: nested objects whose names are path elements. An empty
 * object is a path's end; {@code .} says that a path ends where others go on.
 */
final class FieldsV1 {
  private static final String SELF = ".";

  private FieldsV1() {}

  static JsonObject write(FieldSet set) {
    return write(set, false);
  }

  private static JsonObject write(FieldSet set, boolean isMember) {
    if (set.isEmpty()) {
      return JsonObject.EMPTY;
    }
    JsonObject.Builder out = JsonObject.builder();
    if (isMember) {
      out.put(SELF, JsonObject.EMPTY);
    }
    for (int i = 0; i < set.size(); i++) {
      out.put(set.element(i).serialized(), write(set.below(i), set.isMember(i)));
    }
    return out.build();
  }

  /** What element type is unknown is left out, as it may come from a later version. */
  static FieldSet read(JsonObject trie) throws BadFields {
    FieldSet.Builder builder = new FieldSet.Builder();
    for (var entry : trie) {
      if (!entry.getKey().equals(SELF)) {
        read(entry.getKey(), entry.getValue(), builder);
      }
    }
    return builder.build();
  }

  private static void read(String name, JsonValue value, FieldSet.Builder builder)
      throws BadFields {
    Optional<PathElement> element = element(name);
    if (element.isEmpty()) {
      return;
    }
    if (!(value instanceof JsonObject rest)) {
      throw new BadFields("the value of " + name + " is no object");
    }
    FieldSet.Builder child = builder.child(element.get());
    boolean isLeaf = true;
    for (var entry : rest) {
      if (entry.getKey().equals(SELF)) {
        child.mark();
      } else if (element(entry.getKey()).isPresent()) {
        isLeaf = false;
        read(entry.getKey(), entry.getValue(), child);
      }
    }
    if (isLeaf) {
      child.mark();
    }
  }

  /** Empty where the type is unknown. */
  static Optional<PathElement> element(String text) throws BadFields {
    if (text.length() < 2) {
      throw new BadFields("key must be 2 characters long: " + text);
    }
    if (text.charAt(1) != ':') {
      throw new BadFields("missing colon: " + text);
    }
    String rest = text.substring(2);
    return switch (text.charAt(0)) {
      case 'f' -> Optional.of(new PathElement.Field(rest));
      case 'k' -> Optional.of(key(rest));
      case 'v' -> Optional.of(new PathElement.Value(json(rest)));
      case 'i' -> Optional.of(index(rest));
      default -> Optional.empty();
    };
  }

  private static PathElement key(String text) throws BadFields {
    if (!(json(text) instanceof JsonObject keys)) {
      throw new BadFields("keys are no object: " + text);
    }
    List<PathElement.KeyField> fields = new ArrayList<>(keys.size());
    keys.forEach((name, value) -> fields.add(new PathElement.KeyField(name, value)));
    return new PathElement.Key(fields);
  }

  private static PathElement index(String text) throws BadFields {
    try {
      return new PathElement.Index(Long.parseLong(text));
    } catch (NumberFormatException e) {
      throw new BadFields("not an index: " + text);
    }
  }

  private static JsonValue json(String text) throws BadFields {
    try {
      return JsonReader.read(text);
    } catch (BadJson e) {
      throw new BadFields(e.getMessage());
    }
  }
}
