package dev.keelson.nodeagent.runtime;

import java.time.Instant;

/**
 * What a probe finds.
 *
 * @param output what was wrong
 * @param until when the answer may be another; {@link Instant#MAX}: never, as far as is known
 */
public record ProbeAnswer(boolean isSuccess, String output, Instant until) {
  public static final ProbeAnswer SUCCESS = new ProbeAnswer(true, "", Instant.MAX);
}
