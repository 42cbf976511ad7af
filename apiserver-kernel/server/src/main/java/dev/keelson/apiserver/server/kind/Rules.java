package dev.keelson.apiserver.server.kind;

import dev.keelson.apiserver.model.ApiObject;

/**
 * Upstream's validation of one kind, after defaulting. Metadata (names, labels, owners) is
 * validated elsewhere, for all kinds alike.
 */
public interface Rules {
  Rules NONE = (_, _) -> {};

  void created(ApiObject object, FieldErrors errors);

  /** Of the main resource; usually all rules of creation, and what must not change. */
  default void updated(ApiObject next, ApiObject before, FieldErrors errors) {
    created(next, errors);
  }

  /** Of the status subresource. */
  default void statusUpdated(ApiObject next, ApiObject before, FieldErrors errors) {}
}
