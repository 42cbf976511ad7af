package dev.keelson.apiserver.model.schema;

import dev.keelson.apiserver.model.GroupVersionKind;
import java.util.Collection;
import java.util.Optional;

/** Finds schemas. Implementations are thread-safe. */
public interface SchemaRegistry {
  /** Of a kind as it is sent: objects, lists of them, options. */
  Optional<TypeSchema> kind(GroupVersionKind kind);

  /** By OpenAPI's name. */
  Optional<TypeSchema> type(String name);

  Collection<GroupVersionKind> kinds();

  /** Another one as soon as a schema is another one; documents made of them are known by it. */
  default String fingerprint() {
    return "";
  }

  /** Of the type, for {@code kubectl explain}; apart, since few ask and the texts are long. */
  default String describe(TypeSchema type) {
    return type.description();
  }

  default String describe(TypeSchema type, FieldSchema field) {
    return field.description();
  }
}
