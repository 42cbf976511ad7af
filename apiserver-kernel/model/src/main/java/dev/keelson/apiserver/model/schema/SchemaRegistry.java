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
}
