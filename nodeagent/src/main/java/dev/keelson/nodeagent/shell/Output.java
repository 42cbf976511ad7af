package dev.keelson.nodeagent.shell;

import java.time.Duration;

/**
 * Something written.
 *
 * @param at since the beginning
 * @param text as written; need not end with a line's end
 */
public record Output(Duration at, boolean isError, String text) {}
