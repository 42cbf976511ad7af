package dev.keelson.launcher.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Where log lines go. There is one in a process, {@link #current()}; until {@link #install} it
 * writes JSON at info to stderr, so that even a line about a bad flag has its shape.
 *
 * <p>Any thread may write; the lock keeps lines whole. A line that cannot be written is lost
 * silently: there is nowhere left to say so, and a full log disk must not stop a store.
 */
public final class LogSink {
  private static volatile LogSink current =
      new LogSink(LogLevel.INFO, LogFormat.JSON, List.of(stderr()));

  /**
   * Libraries whose own chatter nobody asked for. Their lines are written from warn on, whatever
   * the level.
   */
  private static final List<String> QUIET =
      List.of("org.apache.ratis", "io.grpc", "io.netty", "io.perfmark", "org.rocksdb");

  private final LogLevel level;
  private final LogFormat format;
  private final List<OutputStream> outputs;

  private LogSink(LogLevel level, LogFormat format, List<OutputStream> outputs) {
    this.level = level;
    this.format = format;
    this.outputs = List.copyOf(outputs);
  }

  public static LogSink current() {
    return current;
  }

  /**
   * Makes a sink and the process use it.
   *
   * @param targets {@code stderr}, {@code stdout}, {@code default} (= stderr), {@code /dev/null}
   *     (drops everything, whatever else is named), or files to append to; duplicates count once
   * @throws UncheckedIOException a file cannot be opened; the sink in use stays
   */
  public static void install(LogLevel level, LogFormat format, List<String> targets) {
    current = new LogSink(level, format, open(targets));
  }

  private static List<OutputStream> open(List<String> targets) {
    if (targets.contains("/dev/null")) {
      return List.of();
    }
    Set<String> names = new LinkedHashSet<>();
    for (String target : targets) {
      names.add(target.equals("default") ? "stderr" : target);
    }
    List<OutputStream> outputs = new ArrayList<>();
    for (String name : names) {
      outputs.add(
          switch (name) {
            case "stderr" -> stderr();
            case "stdout" -> new FileOutputStream(FileDescriptor.out);
            default -> append(name);
          });
    }
    return outputs;
  }

  private static OutputStream stderr() {
    return new FileOutputStream(FileDescriptor.err);
  }

  private static OutputStream append(String file) {
    try {
      return Files.newOutputStream(
          Path.of(file), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean accepts(String logger, LogLevel lineLevel) {
    LogLevel floor = level;
    for (String quiet : QUIET) {
      if (logger.startsWith(quiet) && floor.compareTo(LogLevel.WARN) < 0) {
        floor = LogLevel.WARN;
      }
    }
    return lineLevel.compareTo(floor) >= 0;
  }

  void write(LogLine line) {
    byte[] bytes = format.render(line).getBytes(StandardCharsets.UTF_8);
    synchronized (this) {
      for (OutputStream output : outputs) {
        try {
          output.write(bytes);
        } catch (IOException _) {
          // see the class comment
        }
      }
    }
  }
}
