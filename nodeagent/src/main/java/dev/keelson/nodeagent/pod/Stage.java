package dev.keelson.nodeagent.pod;

import dev.keelson.nodeagent.runtime.ContainerHandle;
import dev.keelson.nodeagent.runtime.Pull;
import java.time.Instant;

/** Where a container is on its way. */
sealed interface Stage {
  /**
   * @param reason "": its turn has not come
   * @param until no try before
   */
  record Waiting(String reason, String message, Instant until) implements Stage {
    static final Waiting TURN = new Waiting("", "", Instant.MIN);
  }

  /** Its image is on its way, and there at {@code until}, or not. */
  record Pulling(Pull pull, Instant since, Instant until) implements Stage {}

  /** Created; it runs from {@link ContainerHandle#startedAt} on. */
  record Up(ContainerHandle handle) implements Stage {}

  /** It has ended, and is not to be started again as things are. */
  record Down(Termination end) implements Stage {}
}
