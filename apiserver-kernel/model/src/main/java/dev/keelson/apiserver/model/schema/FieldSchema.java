package dev.keelson.apiserver.model.schema;

import dev.keelson.apiserver.model.json.JsonValue;
import java.util.List;
import java.util.Optional;

/**
 * @param name in JSON
 * @param number in protobuf; 0 where the type has no protobuf form
 * @param isRequired as OpenAPI has it
 * @param description plain text for {@code kubectl explain}; may be ""
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
