package dev.keelson.apiserver.model.schema;

import java.util.List;

/**
 * A message as it lies in protobuf.
 *
 * @param name OpenAPI's, or one like it where OpenAPI does not know the message
 * @param fields in the order in which JSON is written; {@code apiVersion} and {@code kind} have the
 *     number 0 and are not sent
 */
public record WireType(String name, List<WireField> fields) {
  public WireType {
    fields = List.copyOf(fields);
  }
}
