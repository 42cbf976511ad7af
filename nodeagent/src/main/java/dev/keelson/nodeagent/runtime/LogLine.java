package dev.keelson.nodeagent.runtime;

import java.time.Instant;

/**
 * @param text without its line's end
 */
public record LogLine(Instant at, boolean isError, String text) {}
