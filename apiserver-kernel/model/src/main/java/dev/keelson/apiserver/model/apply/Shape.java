package dev.keelson.apiserver.model.apply;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What server-side apply knows of a type: which forms a value may have, and how each merges. At
 * least one of the three is there; a type of which nothing is known has all.
 */
final class Shape {
  /** The way in which a value is walked. */
  enum Form {
    MAP,
    SCALAR,
    LIST
  }

  enum ScalarType {
    STRING,
    NUMBER,
    BOOL,
    ANY
  }

  /**
   * A list.
   *
   * @param isAtomic one leaf; else its items have {@code keys}, or are a set where there are none
   * @param keyDefaults what a key is that an item leaves out
   */
  record Items(
      boolean isAtomic,
      List<String> keys,
      Supplier<Map<String, JsonValue>> keyDefaults,
      Supplier<Shape> element) {}

  /**
   * An object or a map.
   *
   * @param fields those that the type names
   * @param standing those of them that are always there, empty where nothing was said: structs that
   *     are no pointers
   * @param element of names beyond the fields; null where there may be none
   */
  record Entries(
      boolean isAtomic,
      Map<String, Child> fields,
      List<Child> standing,
      @Nullable Supplier<Shape> element) {
    /** A map of anything: it has no fields to be known. */
    boolean isUntyped() {
      return fields.isEmpty() && element != null && element.get() == DEDUCED;
    }
  }

  private static final Supplier<Map<String, JsonValue>> NO_DEFAULTS = Map::of;

  /** Nothing is known and nothing looked into: a change is a change of the whole. */
  static final Shape UNTYPED =
      new Shape(
          ScalarType.ANY,
          new Items(true, List.of(), NO_DEFAULTS, () -> Shape.UNTYPED),
          new Entries(true, Map.of(), List.of(), () -> Shape.UNTYPED));

  /** Nothing is known: maps are merged name by name, lists are leaves. */
  static final Shape DEDUCED =
      new Shape(
          ScalarType.ANY,
          new Items(true, List.of(), NO_DEFAULTS, () -> Shape.UNTYPED),
          new Entries(false, Map.of(), List.of(), () -> Shape.DEDUCED));

  private final @Nullable ScalarType scalar;
  private final @Nullable Items items;
  private final @Nullable Entries entries;

  private Shape(@Nullable ScalarType scalar, @Nullable Items items, @Nullable Entries entries) {
    this.scalar = scalar;
    this.items = items;
    this.entries = entries;
  }

  static Shape of(ScalarType scalar) {
    return new Shape(scalar, null, null);
  }

  static Shape of(Items items) {
    return new Shape(null, items, null);
  }

  static Shape of(Entries entries) {
    return new Shape(null, null, entries);
  }

  /** A field that a type names. */
  static final class Child {
    private final PathElement.Field element;
    private final Supplier<Shape> shape;
    private final boolean isStanding;
    private final boolean keepsNull;
    private final boolean isCollection;

    Child(
        String name,
        Supplier<Shape> shape,
        boolean isStanding,
        boolean keepsNull,
        boolean isCollection) {
      this.element = new PathElement.Field(name);
      this.shape = shape;
      this.isStanding = isStanding;
      this.keepsNull = keepsNull;
      this.isCollection = isCollection;
    }

    PathElement.Field element() {
      return element;
    }

    Shape shape() {
      return shape.get();
    }

    /**
     * What the typed object has there, whatever was written: an empty struct where nothing is, and
     * nothing where a null or an empty list or map is that would not be written out.
     */
    @Nullable JsonValue seen(@Nullable JsonValue written) {
      if (isStanding) {
        return written == null || written == JsonNull.NULL ? JsonObject.EMPTY : written;
      }
      if (written == null || keepsNull) {
        return written;
      }
      return written == JsonNull.NULL || isCollection && isEmpty(written) ? null : written;
    }

    private static boolean isEmpty(JsonValue value) {
      return switch (value) {
        case JsonObject object -> object.isEmpty();
        case JsonArray array -> array.isEmpty();
        default -> false;
      };
    }
  }

  /** The form in which a value is walked; a null takes any, maps first. */
  Form form(JsonValue value) {
    return switch (value) {
      case JsonObject _ when entries != null -> Form.MAP;
      case JsonArray _ when items != null -> Form.LIST;
      case JsonObject _, JsonArray _, JsonNull _ -> firstForm();
      default -> scalar != null ? Form.SCALAR : firstForm();
    };
  }

  Form firstForm() {
    return entries != null ? Form.MAP : scalar != null ? Form.SCALAR : Form.LIST;
  }

  ScalarType scalar() {
    return scalar == null ? ScalarType.ANY : scalar;
  }

  /** Of a value whose form is a list. */
  Items items() {
    return items == null ? UNTYPED.items() : items;
  }

  /** Of a value whose form is a map. */
  Entries entries() {
    return entries == null ? UNTYPED.entries() : entries;
  }

  /** Whether the type names such a field. */
  boolean names(String field) {
    return entries != null && entries.fields().containsKey(field);
  }

  /** The shape of what stands under a name; null where there is none. */
  @Nullable Shape under(String name) {
    if (entries == null) {
      return null;
    }
    Child child = entries.fields().get(name);
    if (child != null) {
      return child.shape();
    }
    return entries.element() == null ? null : entries.element().get();
  }

  /** The shape one step down a path; null where no such step leads anywhere known. */
  @Nullable Shape step(PathElement element) {
    return switch (element) {
      case PathElement.Field field -> under(field.name());
      case PathElement.Key _, PathElement.Value _, PathElement.Index _ ->
          items == null ? null : items.element().get();
    };
  }

  /** Names an item of a list that is no leaf. */
  PathElement element(JsonValue item) {
    Items list = items();
    return list.keys().isEmpty() ? asMember(item) : byKeys(list, item);
  }

  private static PathElement byKeys(Items list, JsonValue item) {
    if (item == JsonNull.NULL) {
      throw new Unkeyed("associative list with keys may not have a null element");
    }
    if (!(item instanceof JsonObject object)) {
      throw new Unkeyed("associative list with keys may not have non-map elements");
    }
    List<PathElement.KeyField> fields = new ArrayList<>(list.keys().size());
    for (String key : list.keys()) {
      if (object.has(key)) {
        fields.add(new PathElement.KeyField(key, object.get(key)));
      } else {
        JsonValue otherwise = list.keyDefaults().get().get(key);
        if (otherwise != null) {
          fields.add(new PathElement.KeyField(key, otherwise));
        }
      }
    }
    if (fields.isEmpty()) {
      throw new Unkeyed(
          "associative list with keys has an element that omits all key fields "
              + Messages.quotedList(list.keys())
              + " (and doesn't have default values for any key fields)");
    }
    return new PathElement.Key(fields);
  }

  private static PathElement asMember(JsonValue item) {
    return switch (item) {
      case JsonObject _ ->
          throw new Unkeyed("associative list without keys has an element that's a map type");
      case JsonArray _ ->
          throw new Unkeyed("not supported: associative list with lists as elements");
      case JsonNull _ ->
          throw new Unkeyed("associative list without keys has an element that's an explicit null");
      default -> new PathElement.Value(item);
    };
  }

  /** An item of a list cannot be told from the others; the message says why. */
  static final class Unkeyed extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unkeyed(String message) {
      super(message, null, false, false);
    }

    String why() {
      return String.valueOf(getMessage());
    }
  }
}
