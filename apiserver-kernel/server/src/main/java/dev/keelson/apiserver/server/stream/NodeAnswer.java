package dev.keelson.apiserver.server.stream;

import dev.keelson.apiserver.server.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The head of what a node answers, in HTTP/1.1. */
record NodeAnswer(int status, Headers headers) {
  /** Unit: bytes. */
  private static final int MOST_HEAD = 64 * 1024;

  private static final int INFORMATIONAL = 100;
  private static final int SWITCHING = 101;
  private static final int OK = 200;

  /**
   * Skips interim answers.
   *
   * @throws IOException also if it is no HTTP
   */
  static NodeAnswer read(InputStream in) throws IOException {
    NodeAnswer answer = readOne(in);
    while (answer.status >= INFORMATIONAL && answer.status < OK && answer.status != SWITCHING) {
      answer = readOne(in);
    }
    return answer;
  }

  private static NodeAnswer readOne(InputStream in) throws IOException {
    int[] left = {MOST_HEAD};
    String[] start = line(in, left).split(" ", 3);
    if (start.length < 2 || !start[0].startsWith("HTTP/1.") || !start[1].matches("\\d{3}")) {
      throw new IOException("malformed HTTP response");
    }
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (String line = line(in, left); !line.isEmpty(); line = line(in, left)) {
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw new IOException("malformed HTTP response");
      }
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>(1))
          .add(line.substring(colon + 1).strip());
    }
    return new NodeAnswer(Integer.parseInt(start[1]), new Headers(headers));
  }

  static String line(InputStream in, int[] left) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("unexpected EOF");
      }
      left[0]--;
      if (left[0] < 0) {
        throw new IOException("malformed HTTP response: a line or head is too long");
      }
      line.append((char) c);
    }
    int end = line.length();
    if (end > 0 && line.charAt(end - 1) == '\r') {
      line.setLength(end - 1);
    }
    return line.toString();
  }

  boolean isUpgraded() {
    return status == SWITCHING;
  }

  /**
   * What follows the head, without its framing.
   *
   * @param method of the request: HEAD has no body whatever the headers say
   */
  InputStream body(String method, InputStream in) throws IOException {
    if (method.equals("HEAD") || status == 204 || status == 304) {
      return InputStream.nullInputStream();
    }
    boolean chunked =
        headers.all("transfer-encoding").stream()
            .anyMatch(value -> value.toLowerCase(Locale.ROOT).endsWith("chunked"));
    if (chunked) {
      return new ChunkedBody(in);
    }
    String length = headers.first("content-length").orElse("");
    if (length.isEmpty()) {
      return in;
    }
    if (!length.matches("\\d{1,18}")) {
      throw new IOException("malformed HTTP response: content-length");
    }
    return new CountedBody(in, Long.parseLong(length));
  }

  /** The first {@code most} bytes of the body as text. */
  String text(String method, InputStream in, int most) throws IOException {
    return new String(body(method, in).readNBytes(most), StandardCharsets.UTF_8);
  }
}
