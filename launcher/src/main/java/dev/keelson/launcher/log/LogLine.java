package dev.keelson.launcher.log;

import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One event on its way out. {@code caller} is {@code package/File.java:line}. */
record LogLine(
    LogLevel level, OffsetDateTime time, String caller, String message, List<Field> fields) {

  /** A null value is written as JSON null, as callers of slf4j may pass one. */
  record Field(String key, @Nullable Object value) {}

  LogLine {
    fields = List.copyOf(fields);
  }
}
