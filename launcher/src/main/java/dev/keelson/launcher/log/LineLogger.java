package dev.keelson.launcher.log;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/** An slf4j logger that hands whole lines to the current {@link LogSink}. */
final class LineLogger extends LegacyAbstractLogger implements LoggingEventAware {
  private static final long serialVersionUID = 1L;

  LineLogger(String name) {
    this.name = name;
  }

  @Override
  public boolean isTraceEnabled() {
    return false;
  }

  @Override
  public boolean isDebugEnabled() {
    return enabled(LogLevel.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return enabled(LogLevel.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return enabled(LogLevel.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return true; // a fatal line comes as an error event; each is looked at when it comes
  }

  private boolean enabled(LogLevel level) {
    return LogSink.current().accepts(getName(), level);
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null; // Caller finds the line itself
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String message,
      Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    if (enabled(LogLevel.of(level))) {
      write(LogLevel.of(level), message, arguments, List.of(), thrown);
    }
  }

  @Override
  public void log(LoggingEvent event) {
    LogLevel level = LogLevel.of(event.getLevel());
    if (event.getMarkers() != null && event.getMarkers().contains(Markers.FATAL)) {
      level = LogLevel.FATAL;
    }
    if (!enabled(level)) {
      return;
    }
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    write(
        level,
        event.getMessage(),
        event.getArgumentArray(),
        pairs == null ? List.of() : pairs,
        event.getThrowable());
  }

  private static void write(
      LogLevel level,
      @Nullable String message,
      Object @Nullable [] arguments,
      List<KeyValuePair> pairs,
      @Nullable Throwable thrown) {
    List<LogLine.Field> fields = new ArrayList<>();
    for (KeyValuePair pair : pairs) {
      fields.add(new LogLine.Field(pair.key, pair.value));
    }
    if (thrown != null) {
      fields.add(new LogLine.Field("error", thrown.toString()));
      fields.add(new LogLine.Field("stacktrace", Stack.text(thrown)));
    }
    String text = MessageFormatter.basicArrayFormat(message, arguments);
    LogSink.current()
        .write(
            new LogLine(
                level, OffsetDateTime.now(), Stack.caller(), text == null ? "null" : text, fields));
  }
}
