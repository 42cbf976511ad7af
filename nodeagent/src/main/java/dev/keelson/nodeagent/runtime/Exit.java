package dev.keelson.nodeagent.runtime;

import java.time.Instant;

/**
 * A container's end.
 *
 * @param reason {@code Completed}, {@code Error}, {@code OOMKilled}
 * @param message what it left in its termination log; "" for nothing
 */
public record Exit(int code, String reason, String message, Instant at) {}
