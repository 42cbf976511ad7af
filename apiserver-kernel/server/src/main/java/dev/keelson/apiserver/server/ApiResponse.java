package dev.keelson.apiserver.server;

import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.json.JsonWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What goes back. */
public sealed interface ApiResponse {
  int status();

  Headers headers();

  /**
   * All of it at once.
   *
   * @param body pieces that are shared with others: read through duplicates, never written
   */
  record Complete(int status, Headers headers, List<ByteBuffer> body) implements ApiResponse {
    public Complete {
      body = List.copyOf(body);
    }

    /** In bytes. */
    public long length() {
      long length = 0;
      for (ByteBuffer piece : body) {
        length += piece.remaining();
      }
      return length;
    }
  }

  /** As it comes: a watch, a log. */
  record Streaming(int status, Headers headers, BodyStream body) implements ApiResponse {}

  /**
   * The connection itself changes hands (WebSocket, SPDY). Only for HTTP/1.1.
   *
   * @param status 101; {@code headers} are sent with it
   */
  record Upgraded(Headers headers, Takeover takeover) implements ApiResponse {
    @Override
    public int status() {
      return 101;
    }
  }

  static Complete json(int status, JsonValue value) {
    return bytes(status, "application/json", JsonWriter.bytes(value));
  }

  static Complete text(int status, String text) {
    return bytes(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  static Complete bytes(int status, String contentType, byte[] bytes) {
    return new Complete(
        status, Headers.of("content-type", contentType), List.of(ByteBuffer.wrap(bytes)));
  }

  static Complete failure(ApiStatus status) {
    Complete plain = json(status.code(), status.toJson());
    return status.retryAfterSeconds() == 0
        ? plain
        : new Complete(
            plain.status(),
            plain.headers().with("retry-after", Integer.toString(status.retryAfterSeconds())),
            plain.body());
  }
}
