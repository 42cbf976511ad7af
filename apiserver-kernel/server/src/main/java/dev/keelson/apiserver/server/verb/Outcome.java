package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.server.storage.Stored;
import java.util.Optional;

/**
 * An object after a change.
 *
 * @param stored its stored form; empty for a dry run
 */
public record Outcome(ApiObject object, Optional<Stored> stored) {
  static Outcome of(Stored stored) {
    return new Outcome(stored.object(), Optional.of(stored));
  }

  static Outcome dry(ApiObject object) {
    return new Outcome(object, Optional.empty());
  }
}
