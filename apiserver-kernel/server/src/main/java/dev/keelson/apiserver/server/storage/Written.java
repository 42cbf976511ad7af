package dev.keelson.apiserver.server.storage;

import java.util.Optional;

/** What became of a write. */
public sealed interface Written {
  /**
   * @param stored as it is now; of what was deleted the last state, with the deletion's revision
   */
  record Done(Stored stored) implements Written {}

  /** To be created, and there already. */
  record Exists() implements Written {}

  /**
   * Somebody else was faster.
   *
   * @param current what he left; empty if that cannot be told
   */
  record Conflict(Optional<Stored> current) implements Written {}

  /** To be changed or deleted, and not there. */
  record Missing() implements Written {}
}
