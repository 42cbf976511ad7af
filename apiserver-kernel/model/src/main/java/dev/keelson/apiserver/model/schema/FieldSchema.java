package dev.keelson.apiserver.model.schema;

import dev.keelson.apiserver.model.json.JsonValue;
import java.util.List;
import java.util.Optional;

/**
 * @param name in JSON
 * @param number in protobuf; 0 where it has none, or lies in a message that JSON does not show
 * @param isRequired as OpenAPI has it
 * @param description may be "": {@link SchemaRegistry#describe(TypeSchema, FieldSchema)} knows it
 * @param defaultValue as OpenAPI has it: what server-side apply takes a missing map key for
 * @param enumValues those allowed; empty: any
 */
public record FieldSchema(
    String name,
    int number,
    FieldType type,
    boolean isRequired,
    String description,
    Merging merging,
    Optional<JsonValue> defaultValue,
    List<String> enumValues) {
  public FieldSchema {
    enumValues = List.copyOf(enumValues);
  }
}
