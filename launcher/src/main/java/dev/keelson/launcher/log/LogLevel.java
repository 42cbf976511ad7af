package dev.keelson.launcher.log;

import java.util.Locale;
import java.util.Optional;
import org.slf4j.event.Level;

/** etcd's log levels, ascending. A line is written when its level is at or above the sink's. */
public enum LogLevel {
  DEBUG,
  INFO,
  WARN,
  ERROR,
  DPANIC,
  PANIC,
  FATAL;

  /** As lines and flags spell it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Empty for a word that is none of etcd's levels. */
  public static Optional<LogLevel> parse(String word) {
    for (LogLevel level : values()) {
      if (level.label().equals(word.toLowerCase(Locale.ROOT))) {
        return Optional.of(level);
      }
    }
    return Optional.empty();
  }

  static LogLevel of(Level level) {
    return switch (level) {
      case TRACE, DEBUG -> DEBUG;
      case INFO -> INFO;
      case WARN -> WARN;
      case ERROR -> ERROR;
    };
  }
}
