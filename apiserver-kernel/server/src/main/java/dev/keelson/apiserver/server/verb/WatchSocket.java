package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.BodyStream;
import dev.keelson.apiserver.server.Headers;
import dev.keelson.apiserver.server.Takeover;
import dev.keelson.apiserver.server.auth.token.BearerTokens;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A watch over a WebSocket (RFC 6455), as browsers and fabric8's client ask for one: a text message
 * an event. What the client says is not listened to, but for its pings and its end. Events are
 * taken from the feed by one virtual thread at a time, as fast as the client takes them.
 */
final class WatchSocket implements Takeover {
  private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final String PROTOCOL = "sec-websocket-protocol";
  private static final int FINAL_TEXT = 0x81;
  private static final int FINAL_PONG = 0x8A;

  /** Status 1000: a normal end. */
  private static final byte[] CLOSE = {(byte) 0x88, 2, 0x03, (byte) 0xE8};

  private final BodyStream events;
  private final AtomicInteger wakes = new AtomicInteger();
  private final ClientFrames client = new ClientFrames(this::pong, this::end);
  private volatile boolean isOver;
  private volatile Wire wire = Closed.INSTANCE;

  /**
   * @param events one event each time it is asked
   */
  WatchSocket(BodyStream events) {
    this.events = events;
  }

  /** Whether the client asks for one, by HTTP/1.1's headers. */
  static boolean isWanted(ApiRequest request) {
    return request.method().equals("GET")
        && is(request, "upgrade", "websocket")
        && is(request, "connection", "upgrade")
        && request.headers().first("sec-websocket-key").isPresent();
  }

  private static boolean is(ApiRequest request, String header, String word) {
    return request.headers().all(header).stream()
        .anyMatch(each -> each.toLowerCase(Locale.ROOT).contains(word));
  }

  /**
   * With the one subprotocol that was offered, since browsers insist on an answer to what they
   * offer; the one that carries a token is not answered.
   *
   * @throws ApiFailure 400: several were offered
   */
  ApiResponse answer(ApiRequest request) {
    Headers headers =
        Headers.of("upgrade", "websocket")
            .with("connection", "Upgrade")
            .with(
                "sec-websocket-accept",
                accept(request.headers().first("sec-websocket-key").orElseThrow()));
    List<String> offered =
        request.headers().all(PROTOCOL).stream()
            .flatMap(each -> Stream.of(each.split(",")))
            .map(String::strip)
            .filter(each -> !each.isEmpty() && !each.startsWith(BearerTokens.PROTOCOL_PREFIX))
            .toList();
    if (offered.size() > 1) {
      events.close();
      throw new ApiFailure(ApiStatus.badRequest("bad WebSocket protocol"));
    }
    return new ApiResponse.Upgraded(
        offered.isEmpty() ? headers : headers.with(PROTOCOL, offered.getFirst()), this);
  }

  static String accept(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest((key.strip() + MAGIC).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-1", e);
    }
  }

  @Override
  public void open(Wire way) {
    wire = way;
    way.onWritable(this::wake);
    events.onReady(this::wake);
    wake();
  }

  private void wake() {
    if (wakes.getAndIncrement() == 0) {
      Thread.ofVirtual().name("watch-socket").start(this::send);
    }
  }

  private void send() {
    int seen = wakes.get();
    do {
      while (!isOver && wire.isWritable() && sendOne()) {
        // As long as there is something, and the client takes it.
      }
      seen = wakes.addAndGet(-seen);
    } while (seen != 0);
  }

  /** False: nothing now. */
  private boolean sendOne() {
    return switch (events.poll()) {
      case BodyStream.Next.Bytes(List<ByteBuffer> pieces) -> {
        wire.send(message(pieces));
        yield true;
      }
      case BodyStream.Next.Nothing _ -> false;
      case BodyStream.Next.End _ -> {
        end();
        yield false;
      }
    };
  }

  private static ByteBuffer message(List<ByteBuffer> pieces) {
    int length = 0;
    for (ByteBuffer piece : pieces) {
      length = Math.addExact(length, piece.remaining());
    }
    ByteBuffer frame = ByteBuffer.allocate(length + 10);
    head(frame, FINAL_TEXT, length);
    pieces.forEach(piece -> frame.put(piece.duplicate()));
    return frame.flip();
  }

  private static void head(ByteBuffer frame, int kind, int length) {
    frame.put((byte) kind);
    if (length < 126) {
      frame.put((byte) length);
    } else if (length < 65_536) {
      frame.put((byte) 126).putShort((short) length);
    } else {
      frame.put((byte) 127).putLong(length);
    }
  }

  private void pong(byte[] content) {
    ByteBuffer frame = ByteBuffer.allocate(content.length + 2);
    head(frame, FINAL_PONG, content.length);
    wire.send(frame.put(content).flip());
  }

  private void end() {
    if (!isOver) {
      isOver = true;
      wire.send(ByteBuffer.wrap(CLOSE));
      wire.close();
      events.close();
    }
  }

  @Override
  public void received(ByteBuffer bytes) {
    client.accept(bytes);
  }

  @Override
  public void closed() {
    isOver = true;
    events.close();
  }

  /** Before there is a way. */
  private enum Closed implements Wire {
    INSTANCE;

    @Override
    public void send(ByteBuffer bytes) {}

    @Override
    public boolean isWritable() {
      return false;
    }

    @Override
    public void onWritable(Runnable wake) {}

    @Override
    public void reading(boolean on) {}

    @Override
    public void close() {}
  }
}
