package dev.keelson.nodeagent.runtime;

import java.time.Duration;

/** How getting an image goes. */
public sealed interface Pull {
  /** It need not be got. */
  record Present() implements Pull {}

  /**
   * @param size in bytes
   */
  record Pulled(Duration after, long size) implements Pull {}

  /**
   * @param message the runtime's
   */
  record Failed(Duration after, String message) implements Pull {}

  /** It is not there, and is not to be got. */
  record Absent() implements Pull {}

  /** No image can have such a name. */
  record BadName(String message) implements Pull {}
}
