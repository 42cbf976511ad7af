package dev.keelson.apiserver.model.json;

import java.util.AbstractMap;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Names and values in the order in which they came; each name once. Small objects are searched one
 * by one by the hashes that their names keep, larger ones have an index.
 */
public final class JsonObject implements JsonValue, Iterable<Map.Entry<String, JsonValue>> {
  public static final JsonObject EMPTY = new JsonObject(new String[0], new JsonValue[0], null);

  /** Up to here no index: a walk costs about as much, and the cached objects much less room. */
  static final int SMALL = 32;

  private final String[] names;
  private final JsonValue[] values;
  private final @Nullable Map<String, Integer> index;

  /** Takes the arrays over, which are equally long; no name stands twice. */
  private JsonObject(String[] names, JsonValue[] values, @Nullable Map<String, Integer> index) {
    this.names = names;
    this.values = values;
    this.index = index;
  }

  /**
   * Takes the arrays over, which are equally long; no name stands twice.
   *
   * @param index the places of the names; null up to {@value #SMALL} of them
   */
  static JsonObject taking(
      String[] names, JsonValue[] values, @Nullable Map<String, Integer> index) {
    return names.length == 0 ? EMPTY : new JsonObject(names, values, index);
  }

  /**
   * Takes the arrays over, which must be equally long; the caller vouches that no name stands
   * twice.
   */
  public static JsonObject taking(String[] names, JsonValue[] values) {
    return taking(names, values, names.length <= SMALL ? null : index(names, names.length));
  }

  private static Map<String, Integer> index(String[] names, int size) {
    Map<String, Integer> index = HashMap.newHashMap(size);
    for (int i = 0; i < size; i++) {
      index.put(names[i], i);
    }
    return index;
  }

  public static JsonObject of(String name, JsonValue value) {
    return taking(new String[] {name}, new JsonValue[] {value});
  }

  public static JsonObject of(String name, JsonValue value, String name2, JsonValue value2) {
    return of(name, value).with(name2, value2);
  }

  public static JsonObject of(Map<String, ? extends JsonValue> entries) {
    Builder builder = builder();
    entries.forEach(builder::put);
    return builder.build();
  }

  /** A map of texts, as labels and annotations are. */
  public static JsonObject ofText(Map<String, String> entries) {
    Builder builder = builder();
    entries.forEach((name, text) -> builder.put(name, JsonString.of(text)));
    return builder.build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** This one's entries, to add to. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    forEach(builder::put);
    return builder;
  }

  public int size() {
    return names.length;
  }

  public boolean isEmpty() {
    return names.length == 0;
  }

  private int place(String name) {
    return index != null ? index.getOrDefault(name, -1) : place(names, 0, names.length, name);
  }

  /** Where the name stands from {@code start} on and before {@code end}; -1 if it does not. */
  static int place(@Nullable String[] names, int start, int end, @Nullable String name) {
    if (name == null) {
      return -1;
    }
    int hash = name.hashCode();
    for (int i = start; i < end; i++) {
      String each = names[i];
      if (each == name || each != null && each.hashCode() == hash && each.equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /** The name of an entry by its place, below {@link #size}. */
  public String nameAt(int place) {
    return names[place];
  }

  /** The value of an entry by its place, below {@link #size}. */
  public JsonValue valueAt(int place) {
    return values[place];
  }

  public boolean has(String name) {
    return place(name) >= 0;
  }

  /** Present and not null. */
  public boolean isSet(String name) {
    int at = place(name);
    return at >= 0 && values[at] != JsonNull.NULL;
  }

  /** What stands there; {@link JsonNull} where nothing does. {@link #has} tells the two apart. */
  public JsonValue get(String name) {
    int at = place(name);
    return at < 0 ? JsonNull.NULL : values[at];
  }

  public Optional<JsonValue> find(String name) {
    int at = place(name);
    return at < 0 ? Optional.empty() : Optional.of(values[at]);
  }

  /** The object of that name; an empty one where there is none or something else. */
  public JsonObject object(String name) {
    return get(name) instanceof JsonObject object ? object : EMPTY;
  }

  public JsonArray array(String name) {
    return get(name) instanceof JsonArray array ? array : JsonArray.EMPTY;
  }

  /** The string of that name; "" where there is none or something else. */
  public String text(String name) {
    return get(name) instanceof JsonString(String text) ? text : "";
  }

  public String text(String name, String otherwise) {
    return get(name) instanceof JsonString(String text) ? text : otherwise;
  }

  public long number(String name, long otherwise) {
    return get(name) instanceof JsonLong(long number) ? number : otherwise;
  }

  /** Whether it is there and true. */
  public boolean isTrue(String name) {
    return get(name) == JsonBool.TRUE;
  }

  /** What stands at a path of names; {@link JsonNull} where the path ends before. */
  public JsonValue at(String... path) {
    JsonValue here = this;
    for (String name : path) {
      here = here instanceof JsonObject object ? object.get(name) : JsonNull.NULL;
    }
    return here;
  }

  public JsonObject objectAt(String... path) {
    return at(path) instanceof JsonObject object ? object : EMPTY;
  }

  public JsonArray arrayAt(String... path) {
    return at(path) instanceof JsonArray array ? array : JsonArray.EMPTY;
  }

  public String textAt(String... path) {
    return at(path) instanceof JsonString(String text) ? text : "";
  }

  /** In its place where the name is there, else at the end. */
  public JsonObject with(String name, JsonValue value) {
    int at = place(name);
    if (at >= 0) {
      if (values[at] == value) {
        return this;
      }
      JsonValue[] changed = values.clone();
      changed[at] = value;
      return new JsonObject(names, changed, index);
    }
    int size = names.length;
    String[] moreNames = Arrays.copyOf(names, size + 1);
    JsonValue[] moreValues = Arrays.copyOf(values, size + 1);
    moreNames[size] = name;
    moreValues[size] = value;
    return taking(moreNames, moreValues);
  }

  public JsonObject with(String name, String text) {
    return with(name, JsonString.of(text));
  }

  public JsonObject with(String name, long number) {
    return with(name, JsonLong.of(number));
  }

  public JsonObject with(String name, boolean value) {
    return with(name, JsonBool.of(value));
  }

  /** Only where nothing stands there, or null: what a default does. */
  public JsonObject withDefault(String name, JsonValue value) {
    return isSet(name) ? this : with(name, value);
  }

  public JsonObject withDefault(String name, String text) {
    return isSet(name) ? this : with(name, text);
  }

  public JsonObject withDefault(String name, long number) {
    return isSet(name) ? this : with(name, number);
  }

  /** Sets what lies at a path, making the objects on the way. */
  public JsonObject withAt(JsonValue value, String... path) {
    if (path.length == 1) {
      return with(path[0], value);
    }
    String[] rest = Arrays.copyOfRange(path, 1, path.length);
    return with(path[0], object(path[0]).withAt(value, rest));
  }

  public JsonObject without(String name) {
    int at = place(name);
    if (at < 0) {
      return this;
    }
    int size = names.length;
    String[] fewerNames = new String[size - 1];
    JsonValue[] fewerValues = new JsonValue[size - 1];
    System.arraycopy(names, 0, fewerNames, 0, at);
    System.arraycopy(names, at + 1, fewerNames, at, size - at - 1);
    System.arraycopy(values, 0, fewerValues, 0, at);
    System.arraycopy(values, at + 1, fewerValues, at, size - at - 1);
    return taking(fewerNames, fewerValues);
  }

  /** Changes the object of that name, if there is one. */
  public JsonObject mapObject(String name, UnaryOperator<JsonObject> change) {
    return get(name) instanceof JsonObject object ? with(name, change.apply(object)) : this;
  }

  /** Changes each object of the array of that name, if there is one. */
  public JsonObject mapEach(String name, UnaryOperator<JsonObject> change) {
    return get(name) instanceof JsonArray array ? with(name, array.mapObjects(change)) : this;
  }

  public void forEach(BiConsumer<String, JsonValue> each) {
    for (int i = 0; i < names.length; i++) {
      each.accept(names[i], values[i]);
    }
  }

  public List<String> names() {
    return List.of(names);
  }

  /** Those entries that are strings, in order: labels, annotations, selectors. */
  public Map<String, String> texts() {
    Map<String, String> texts = new java.util.LinkedHashMap<>();
    forEach(
        (name, value) -> {
          if (value instanceof JsonString(String text)) {
            texts.put(name, text);
          }
        });
    return texts;
  }

  @Override
  public Iterator<Map.Entry<String, JsonValue>> iterator() {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < names.length;
      }

      @Override
      public Map.Entry<String, JsonValue> next() {
        if (next >= names.length) {
          throw new NoSuchElementException();
        }
        var entry = new AbstractMap.SimpleImmutableEntry<>(names[next], values[next]);
        next++;
        return entry;
      }
    };
  }

  /** Whatever the order. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JsonObject that && Sameness.of(this, that);
  }

  @Override
  public int hashCode() {
    return Sameness.hash(this, 0);
  }

  @Override
  public String toString() {
    return toJson();
  }

  /** Collects entries; a name put again changes its value in its place. One thread. */
  public static final class Builder {
    private String[] names = new String[8];
    private JsonValue[] values = new JsonValue[8];
    private int size;
    private @Nullable Map<String, Integer> index;

    private Builder() {}

    public Builder put(String name, JsonValue value) {
      int at = place(name);
      if (at >= 0) {
        values[at] = value;
        return this;
      }
      if (size == names.length) {
        names = Arrays.copyOf(names, size * 2);
        values = Arrays.copyOf(values, size * 2);
      }
      names[size] = name;
      values[size] = value;
      if (index != null) {
        index.put(name, size);
      } else if (size == SMALL) {
        index = JsonObject.index(names, size + 1);
      }
      size++;
      return this;
    }

    public Builder put(String name, String text) {
      return put(name, JsonString.of(text));
    }

    public Builder put(String name, long number) {
      return put(name, JsonLong.of(number));
    }

    public Builder put(String name, boolean value) {
      return put(name, JsonBool.of(value));
    }

    /** Left out where it is "". */
    public Builder putUnlessEmpty(String name, String text) {
      return text.isEmpty() ? this : put(name, text);
    }

    public boolean has(String name) {
      return place(name) >= 0;
    }

    private int place(String name) {
      return index != null ? index.getOrDefault(name, -1) : JsonObject.place(names, 0, size, name);
    }

    public JsonObject build() {
      return size == 0 ? EMPTY : taking(Arrays.copyOf(names, size), Arrays.copyOf(values, size));
    }
  }
}
