package dev.keelson.apiserver.client;

import dev.keelson.apiserver.client.time.Activity;
import dev.keelson.apiserver.model.ApiFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * To an API server in this process: no socket, no TLS, the caller's own thread. This module knows
 * no server; whoever has one says how it is asked. A call's timeout is not watched: nothing lies
 * between that could get lost.
 */
public final class LoopbackTransport implements ApiTransport {
  /** Port: the server. Thread-safe; blocks. */
  @FunctionalInterface
  public interface Server {
    Answer answer(ApiCall call);
  }

  /** Names of headers are in lower case. */
  public sealed interface Answer {
    int status();

    Map<String, String> headers();

    /**
     * @param body read through duplicates, never written
     */
    record Complete(int status, Map<String, String> headers, List<ByteBuffer> body)
        implements Answer {}

    record Streaming(int status, Map<String, String> headers, Feed body) implements Answer {}
  }

  /** A body that is pulled. Its source bounds what waits there. */
  public interface Feed extends AutoCloseable {
    /** What {@link #poll} answers. */
    sealed interface Next {
      /** Read through duplicates, never written. */
      record Bytes(List<ByteBuffer> pieces) implements Next {}

      /** Nothing now; the waker tells. */
      record Nothing() implements Next {}

      /** It is over. */
      record End() implements Next {}
    }

    /** Once, before the first poll. {@code wake} runs on any thread and returns at once. */
    void onReady(Runnable wake);

    /** Never blocks. One thread at a time. */
    Next poll();

    /** Idempotent, any thread. */
    @Override
    void close();
  }

  private final Server server;
  private final Activity activity;

  public LoopbackTransport(Server server) {
    this(server, Activity.IGNORED);
  }

  /**
   * @param activity to which a call counts that waits for its answer, and a reader of a stream who
   *     has something to read
   */
  public LoopbackTransport(Server server, Activity activity) {
    this.server = server;
    this.activity = activity;
  }

  @Override
  public ApiReply send(ApiCall call) {
    activity.begin();
    try {
      return whole(server.answer(call));
    } finally {
      activity.end();
    }
  }

  @Override
  public EventStream watch(ApiCall call) {
    Answer answer = begun(call);
    if (answer instanceof Answer.Streaming(int status, var _, Feed body) && status < 400) {
      FedStream in = new FedStream(body, activity);
      return new JsonLines(in, () -> {});
    }
    ApiReply reply = whole(answer);
    throw new ApiFailure(
        reply.status() >= 400
            ? Statuses.of(reply.status(), reply.body())
            : Statuses.of(500, "the server answered a watch with a whole body".getBytes()));
  }

  private Answer begun(ApiCall call) {
    activity.begin();
    try {
      return server.answer(call);
    } finally {
      activity.end();
    }
  }

  private static ApiReply whole(Answer answer) {
    return switch (answer) {
      case Answer.Complete(int status, var headers, var body) ->
          new ApiReply(status, headers, joined(body));
      case Answer.Streaming(int status, var headers, Feed body) ->
          new ApiReply(status, headers, read(body));
    };
  }

  private static byte[] joined(List<ByteBuffer> pieces) {
    int length = 0;
    for (ByteBuffer piece : pieces) {
      length = Math.addExact(length, piece.remaining());
    }
    byte[] all = new byte[length];
    int at = 0;
    for (ByteBuffer piece : pieces) {
      int size = piece.remaining();
      piece.duplicate().get(all, at, size);
      at += size;
    }
    return all;
  }

  private static byte[] read(Feed body) {
    try (FedStream in = new FedStream(body, Activity.IGNORED)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nothing of its own to close; streams are closed by who reads them. */
  @Override
  public void close() {}
}
