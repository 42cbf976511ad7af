package dev.keelson.launcher.log;

import java.text.MessageFormat;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Leads {@code java.util.logging}, which gRPC uses, to the {@link LogSink}. Named by the system
 * property {@code java.util.logging.config.class}, so that it costs nothing until someone logs that
 * way: the log manager makes one of these in place of reading its configuration file.
 */
public final class JulBridge {
  /** To be called before anything logs. */
  public static void announce() {
    System.setProperty("java.util.logging.config.class", JulBridge.class.getName());
  }

  public JulBridge() {
    Logger root = LogManager.getLogManager().getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    root.setLevel(Level.WARNING);
    root.addHandler(new ToSink());
  }

  private static final class ToSink extends Handler {
    @Override
    public void publish(LogRecord event) {
      LogLevel level =
          event.getLevel().intValue() >= Level.SEVERE.intValue() ? LogLevel.ERROR : LogLevel.WARN;
      String logger = event.getLoggerName() == null ? "" : event.getLoggerName();
      LogSink sink = LogSink.current();
      if (!sink.accepts(logger, level)) {
        return;
      }
      List<LogLine.Field> fields = new ArrayList<>();
      if (event.getThrown() != null) {
        fields.add(new LogLine.Field("error", event.getThrown().toString()));
        fields.add(new LogLine.Field("stacktrace", Stack.text(event.getThrown())));
      }
      sink.write(
          new LogLine(
              level,
              OffsetDateTime.ofInstant(event.getInstant(), ZoneId.systemDefault()),
              Stack.caller(),
              text(event),
              fields));
    }

    private static String text(LogRecord event) {
      String message = event.getMessage() == null ? "null" : event.getMessage();
      Object[] arguments = event.getParameters();
      return arguments == null || arguments.length == 0
          ? message
          : MessageFormat.format(message, arguments);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
