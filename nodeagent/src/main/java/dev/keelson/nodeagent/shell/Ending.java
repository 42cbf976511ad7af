package dev.keelson.nodeagent.shell;

import java.time.Duration;

/** How a run ended. */
public sealed interface Ending {
  /**
   * @param after its beginning
   */
  record Exited(int code, Duration after) implements Ending {}

  /** It goes on: for ever, or beyond the bound of time or steps that was set. */
  record GoesOn() implements Ending {}
}
