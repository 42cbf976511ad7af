package dev.keelson.apiserver.server.kind;

import dev.keelson.apiserver.model.json.JsonObject;

/**
 * Fills what was left out, as upstream's defaulting functions of that version do: before
 * validation, and on what is read from the store. Idempotent; never changes what is set.
 */
public interface Defaults {
  Defaults NONE = object -> object;

  JsonObject fill(JsonObject object);
}
