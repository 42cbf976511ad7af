package dev.keelson.apiserver.client;

import dev.keelson.apiserver.model.json.BadJson;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * A watch's body as a transport receives it: an event a line. Line breaks within strings are
 * escaped in JSON, so a line's end is an event's end.
 */
public final class JsonLines implements EventStream {
  /** Bytes of one event. Objects are of 3 MiB at most; more is no API server's answer. */
  static final int LONGEST = 64 << 20;

  private final InputStream in;
  private final Runnable onClose;
  private volatile boolean isClosed;
  private byte[] buffer = new byte[16 << 10];
  private int start;
  private int scanned;
  private int end;

  /**
   * @param onClose runs once or more, after {@code in} was closed
   */
  public JsonLines(InputStream in, Runnable onClose) {
    this.in = in;
    this.onClose = onClose;
  }

  @Override
  public Optional<WatchEvent> next() {
    while (!isClosed) {
      int lineEnd = lineEnd();
      if (lineEnd >= 0) {
        byte[] line = Arrays.copyOfRange(buffer, start, lineEnd);
        start = lineEnd + 1;
        scanned = start;
        if (line.length > 0) {
          return Optional.of(event(line));
        }
      } else if (!fill()) {
        return atEnd();
      }
    }
    return Optional.empty();
  }

  private int lineEnd() {
    while (scanned < end) {
      if (buffer[scanned] == '\n') {
        return scanned;
      }
      scanned++;
    }
    return -1;
  }

  private boolean fill() {
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      end -= start;
      scanned -= start;
      start = 0;
    }
    if (end == buffer.length) {
      if (buffer.length >= LONGEST) {
        throw new BadJson("a watch event of more than " + LONGEST + " bytes");
      }
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    try {
      int count = in.read(buffer, end, buffer.length - end);
      end += Math.max(count, 0);
      return count >= 0;
    } catch (IOException e) {
      if (isClosed) {
        return false;
      }
      throw TransportFailure.broken("the watch broke off: " + e.getMessage(), e);
    }
  }

  /** Half a line at the end is a server that was cut off. */
  private Optional<WatchEvent> atEnd() {
    if (isClosed || start == end) {
      return Optional.empty();
    }
    throw TransportFailure.broken("the watch broke off within an event", null);
  }

  private static WatchEvent event(byte[] line) {
    if (JsonReader.read(line) instanceof JsonObject tree) {
      return WatchEvent.of(tree);
    }
    throw new BadJson("a watch event that is no object");
  }

  @Override
  public void close() {
    isClosed = true;
    try {
      in.close();
    } catch (IOException _) {
      // Nobody reads it any more.
    }
    onClose.run();
  }
}
