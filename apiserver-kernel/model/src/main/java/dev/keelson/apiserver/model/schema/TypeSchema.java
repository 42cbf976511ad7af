package dev.keelson.apiserver.model.schema;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A message type. Immutable.
 *
 * <p>{@code name} is OpenAPI's, such as {@code io.k8s.api.core.v1.PodSpec}.
 */
public final class TypeSchema {
  private final String name;
  private final String description;
  private final List<FieldSchema> fields;
  private final boolean isAtomic;
  private final Map<String, Integer> places = new HashMap<>();
  private final Map<Integer, FieldSchema> byNumber = new HashMap<>();

  /** {@code fields} in the order in which they are written. */
  public TypeSchema(String name, String description, Collection<FieldSchema> fields) {
    this(name, description, fields, false);
  }

  /**
   * @param isAtomic of the type's own {@code x-kubernetes-map-type: atomic}; counts where the type
   *     is the element of a list or map. For a field, {@link Merging#isAtomic} has the last word.
   */
  public TypeSchema(
      String name, String description, Collection<FieldSchema> fields, boolean isAtomic) {
    this.name = name;
    this.description = description;
    this.fields = List.copyOf(fields);
    this.isAtomic = isAtomic;
    for (FieldSchema field : fields) {
      places.put(field.name(), places.size());
      if (field.number() > 0) {
        byNumber.put(field.number(), field);
      }
    }
  }

  public String name() {
    return name;
  }

  public String description() {
    return description;
  }

  public List<FieldSchema> fields() {
    return fields;
  }

  /** Whether server-side apply replaces an element of this type as a whole. */
  public boolean isAtomic() {
    return isAtomic;
  }

  public Optional<FieldSchema> field(String jsonName) {
    return Optional.ofNullable(places.get(jsonName)).map(fields::get);
  }

  /** Where a field of that name stands in {@link #fields}; -1 if there is none. */
  public int place(String jsonName) {
    return places.getOrDefault(jsonName, -1);
  }

  public Optional<FieldSchema> field(int number) {
    return Optional.ofNullable(byNumber.get(number));
  }
}
