package dev.keelson.apiserver.model.patch;

import dev.keelson.apiserver.model.json.JsonValue;

/**
 * Where a path leads: a name in an object or an index of a list, which need not be there yet. Each
 * method throws {@link BadPatch} where it does not apply. What is put in becomes part of the
 * document.
 */
sealed interface PatchPlace permits OpenObject.Name, OpenArray.Index {
  /** The last part of the path. */
  String key();

  /** {@code null} where the object has no such name. */
  JsonValue get();

  void add(JsonValue value);

  void set(JsonValue value);

  void remove();
}
