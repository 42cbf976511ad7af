package dev.keelson.launcher.etcd;

import dev.keelson.launcher.log.LogFormat;
import dev.keelson.launcher.log.LogLevel;
import dev.keelson.launcher.log.LogSink;
import java.io.UncheckedIOException;
import java.util.List;

/** Reads the logging flags and makes the process log so. */
final class Logging {
  private Logging() {}

  /** Throws {@link BadSetting}; what was in use stays in use then. */
  static void configure(Settings settings) {
    String logger = settings.text("logger");
    if (!logger.equals("zap")) {
      throw new BadSetting("unknown logger option \"" + logger + "\"");
    }
    String word = settings.text("log-level");
    LogLevel level =
        LogLevel.parse(word)
            .orElseThrow(() -> new BadSetting("unrecognized level: \"" + word + "\""));
    LogFormat format =
        switch (settings.text("log-format")) {
          case "json", "" -> LogFormat.JSON;
          case "console" -> LogFormat.CONSOLE;
          case String other ->
              throw new BadSetting(
                  "unknown log format: " + other + ", supported values json, console");
        };
    List<String> outputs = settings.list("log-outputs");
    if (outputs.size() > 1 && outputs.contains("default")) {
      throw new BadSetting("multi logoutput for \"default\" is not supported yet");
    }
    if (outputs.contains("systemd/journal")) {
      throw new BadSetting("--log-outputs=systemd/journal is not supported; use stderr");
    }
    try {
      LogSink.install(level, format, outputs.isEmpty() ? List.of("stderr") : outputs);
    } catch (UncheckedIOException e) {
      throw new BadSetting("couldn't open log output: " + e.getCause());
    }
  }
}
