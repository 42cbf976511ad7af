package dev.keelson.apiserver.server.http;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.BodyStream;
import dev.keelson.apiserver.server.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its answer on one stream. Event loop only, but for {@link #answered} and {@link
 * #wake}.
 */
final class Http2Exchange implements Wakes.Work {
  private enum Phase {
    RECEIVING,
    HANDLING,
    /** The answer's body is pulled. */
    SENDING,
    /** All of the answer is written, and perhaps waits for the client to take it. */
    SENT,
    GONE
  }

  private static final Logger LOG = LoggerFactory.getLogger(Http2Exchange.class);

  private final Http2Streams streams;
  private final Http2Writer writer;
  private final Http2Stream stream;
  private final String method;
  private final String target;
  private final Headers headers;
  private final RequestBody request;
  private final AtomicBoolean queued = new AtomicBoolean();
  private final AtomicReference<@Nullable ApiResponse> mailbox = new AtomicReference<>();

  private Phase phase = Phase.RECEIVING;
  private @Nullable BodyStream body;
  private boolean endless;
  private boolean requestWhole;
  private long deadline;

  Http2Exchange(
      Http2Streams streams,
      Http2Writer writer,
      Http2Stream stream,
      String method,
      String target,
      Headers headers) {
    this.streams = streams;
    this.writer = writer;
    this.stream = stream;
    this.method = method;
    this.target = target;
    this.headers = headers;
    this.request = new RequestBody(streams.parts().budget(), bounds().bodyBytes());
  }

  private HttpBounds bounds() {
    return streams.parts().bounds();
  }

  /**
   * @param announced length of the body, 0 where there is none or it is not known
   * @param end there is no body
   */
  void begin(long announced, boolean end) {
    requestWhole = end;
    try {
      request.begin(target, headers);
    } catch (ApiFailure failure) {
      refuse(failure.status());
    }
    if (end) {
      received();
    } else if (announced > bounds().bodyBytes()) {
      refuse(RequestBody.tooLarge(bounds().bodyBytes()));
    } else if (phase == Phase.RECEIVING) {
      deadline = System.nanoTime() + bounds().body().toNanos();
      streams.expect(deadline);
    }
  }

  void append(ByteBuf data) {
    if (phase == Phase.RECEIVING) {
      try {
        request.append(data);
      } catch (ApiFailure failure) {
        refuse(failure.status());
      }
    }
  }

  /** The client has sent all of it. */
  void received() {
    requestWhole = true;
    if (phase == Phase.RECEIVING) {
      phase = Phase.HANDLING;
      streams.handlerStarted();
      streams
          .parts()
          .dispatcher()
          .dispatch(
              new RawRequest(method, target, headers, request.whole(), streams.peer()),
              this::answered);
    }
  }

  /** Answers before the request is whole; the rest of it is thrown away as it comes. */
  private void refuse(ApiStatus status) {
    if (phase == Phase.RECEIVING) {
      request.giveBack();
      send(ApiResponse.failure(status));
    }
  }

  /** Any thread. */
  private void answered(ApiResponse response) {
    mailbox.set(response);
    wake();
  }

  /** Any thread. */
  private void wake() {
    if (queued.compareAndSet(false, true)) {
      streams.wake(this);
    }
  }

  @Override
  public void run() {
    queued.set(false);
    ApiResponse response = mailbox.getAndSet(null);
    if (response != null) {
      streams.handlerReturned();
      if (phase == Phase.GONE) {
        Dispatcher.discard(response);
      } else {
        send(response);
      }
    }
    pump();
  }

  @Override
  public void lost() {
    ApiResponse response = mailbox.getAndSet(null);
    if (response != null) {
      Dispatcher.discard(response);
    }
  }

  private void send(ApiResponse response) {
    phase = Phase.SENDING;
    deadline = System.nanoTime() + bounds().stall().toNanos();
    streams.expect(deadline);
    try {
      switch (response) {
        case ApiResponse.Complete complete -> sendComplete(complete);
        case ApiResponse.Streaming streaming -> sendStreaming(streaming);
        case ApiResponse.Upgraded upgraded -> {
          upgraded.takeover().closed();
          sendComplete(
              ApiResponse.failure(ApiStatus.badRequest("this request needs HTTP/1.1 to upgrade")));
        }
      }
    } catch (RuntimeException fault) {
      failed(fault);
      Dispatcher.discard(response);
    }
  }

  private void sendComplete(ApiResponse.Complete complete) {
    long length = complete.length();
    boolean bodiless = isBodiless(complete.status());
    if (length == 0 || bodiless) {
      writer.head(stream, complete, hasNoLength(complete.status()) ? -1 : length, true);
      sent();
      return;
    }
    writer.head(stream, complete, length, false);
    if (length <= Batch.BYTES) {
      sentWhen(writer.data(stream, Batch.together(complete.body(), writer.allocator()), true));
    } else {
      body = new CompleteBody(complete);
      pump();
    }
  }

  private void sendStreaming(ApiResponse.Streaming streaming) {
    if (isBodiless(streaming.status())) {
      streaming.body().close();
      writer.head(stream, streaming, -1, true);
      sent();
      return;
    }
    endless = true;
    writer.head(stream, streaming, -1, false);
    streaming.body().onReady(this::wake);
    body = streaming.body();
    pump();
    if (streams.isDraining()) {
      endStreaming();
    }
  }

  private boolean isBodiless(int status) {
    return method.equals("HEAD") || hasNoLength(status);
  }

  static boolean hasNoLength(int status) {
    return status == 204 || status == 304;
  }

  void writable() {
    if (phase == Phase.SENDING) {
      wake(); // a task of its own: this is called from inside the flow controller
    }
  }

  private void pump() {
    BodyStream from = body;
    if (phase != Phase.SENDING || from == null) {
      return;
    }
    try {
      Batch.Then then = Batch.Then.MORE;
      while (then == Batch.Then.MORE && phase == Phase.SENDING && writer.isWritable(stream)) {
        Batch batch = Batch.pull(from, writer.allocator());
        then = batch.then();
        if (then == Batch.Then.END) {
          from.close();
          body = null;
          sentWhen(writer.data(stream, batch.bytes(), true));
        } else if (batch.bytes().isReadable()) {
          deadline = System.nanoTime() + bounds().stall().toNanos();
          writer.data(stream, batch.bytes(), false);
          if (then == Batch.Then.MORE) {
            writer.flush(); // else a client's whole window would stand in the queue
          }
        }
      }
    } catch (RuntimeException fault) {
      failed(fault);
    }
  }

  private void sentWhen(ChannelFuture written) {
    phase = Phase.SENT;
    deadline = System.nanoTime() + bounds().stall().toNanos();
    if (!requestWhole) {
      written.addListener(
          _ -> {
            sent();
            wake(); // so that the reset is flushed: this runs inside of a flush
          });
    }
  }

  /** A client that still sends is told that nobody listens (RFC 9113, 8.1). */
  private void sent() {
    if (phase != Phase.GONE) {
      phase = Phase.SENT;
      if (!requestWhole) {
        writer.reset(stream, Http2Error.NO_ERROR);
      }
    }
  }

  private void failed(RuntimeException fault) {
    LOG.error("{} could not be answered", method, fault);
    closeBody();
    if (phase != Phase.GONE) {
      phase = Phase.SENT;
      writer.reset(stream, Http2Error.INTERNAL_ERROR);
    }
  }

  /** The stream is closed, by whoever. */
  void gone() {
    if (phase == Phase.RECEIVING) {
      request.giveBack();
    }
    phase = Phase.GONE;
    closeBody();
  }

  private void closeBody() {
    BodyStream from = body;
    body = null;
    if (from != null) {
      from.close();
    }
  }

  /** The server closes: what would stream on ends here. */
  void endStreaming() {
    if (phase == Phase.SENDING && endless) {
      closeBody();
      sentWhen(writer.data(stream, Unpooled.EMPTY_BUFFER, true));
    }
  }

  /** A stream has as much time as its source gives it; all else is bounded. */
  boolean hasDeadline() {
    return switch (phase) {
      case RECEIVING, SENT -> true;
      case SENDING -> !endless;
      case HANDLING, GONE -> false;
    };
  }

  /** In {@link System#nanoTime}'s terms. */
  long deadline() {
    return deadline;
  }

  /** The deadline has passed. */
  void late() {
    if (phase == Phase.RECEIVING) {
      refuse(
          ApiStatus.of(
              408, "Timeout", "the request's body was not whole after " + bounds().body()));
    } else {
      closeBody();
      phase = Phase.SENT;
      writer.reset(stream, Http2Error.CANCEL);
    }
  }
}
