package dev.keelson.apiserver.server.resource;

import dev.keelson.apiserver.model.ApiObject;
import java.util.Map;
import java.util.function.Function;

/**
 * What a field selector may name, with the value that an object has there. {@code metadata.name}
 * and {@code metadata.namespace} are always among them.
 */
public record SelectableFields(Map<String, Function<ApiObject, String>> values) {
  public static final SelectableFields METADATA = new SelectableFields(Map.of());

  public SelectableFields {
    values = Map.copyOf(values);
  }

  public boolean knows(String field) {
    return field.equals("metadata.name")
        || field.equals("metadata.namespace")
        || values.containsKey(field);
  }

  /** "" where the object has nothing there. */
  public String value(ApiObject object, String field) {
    return switch (field) {
      case "metadata.name" -> object.name();
      case "metadata.namespace" -> object.namespace();
      default -> values.getOrDefault(field, _ -> "").apply(object);
    };
  }
}
