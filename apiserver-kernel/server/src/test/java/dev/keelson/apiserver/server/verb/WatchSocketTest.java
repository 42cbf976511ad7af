package dev.keelson.apiserver.server.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.server.BodyStream;
import dev.keelson.apiserver.server.Takeover;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WatchSocketTest {
  private static final class Wire implements Takeover.Wire {
    final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public synchronized void send(ByteBuffer bytes) {
      while (bytes.hasRemaining()) {
        sent.write(bytes.get());
      }
    }

    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public void onWritable(Runnable wake) {}

    @Override
    public void reading(boolean on) {}

    @Override
    public void close() {
      closed.countDown();
    }
  }

  private static BodyStream events(String... all) {
    Queue<String> left = new ArrayDeque<>(List.of(all));
    return new BodyStream() {
      @Override
      public void onReady(Runnable wake) {}

      @Override
      public Next poll() {
        String next = left.poll();
        return next == null
            ? new Next.End()
            : new Next.Bytes(List.of(ByteBuffer.wrap(next.getBytes(StandardCharsets.UTF_8))));
      }

      @Override
      public void close() {}
    };
  }

  /** RFC 6455 §1.3. */
  @Test
  void answersTheKeyAsTheStandardHasIt() {
    assertThat(WatchSocket.accept("dGhlIHNhbXBsZSBub25jZQ=="))
        .isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  }

  @Test
  void eachEventIsAMessageAndTheEndIsSaid() throws Exception {
    String large = "x".repeat(70_000);
    Wire wire = new Wire();
    new WatchSocket(events("{}", "y".repeat(200), large)).open(wire);
    assertThat(wire.closed.await(60, TimeUnit.SECONDS)).isTrue();
    ByteBuffer sent = ByteBuffer.wrap(wire.sent.toByteArray());
    List<Integer> lengths = new ArrayList<>();
    while (sent.hasRemaining()) {
      int kind = sent.get() & 0xFF;
      int length = sent.get() & 0x7F;
      length =
          length == 126 ? sent.getShort() & 0xFFFF : length == 127 ? (int) sent.getLong() : length;
      lengths.add(kind == 0x81 ? length : -length);
      sent.position(sent.position() + length);
    }
    assertThat(lengths).containsExactly(2, 200, 70_000, -2);
  }

  @Test
  void hearsPingsAndTheEndHoweverTheyAreCut() {
    List<String> pings = new ArrayList<>();
    List<String> ends = new ArrayList<>();
    ClientFrames frames =
        new ClientFrames(
            content -> pings.add(new String(content, StandardCharsets.UTF_8)), () -> ends.add("x"));
    ByteBuffer all = ByteBuffer.allocate(400);
    put(all, 0x81, "a message that nobody reads".repeat(6));
    put(all, 0x89, "ping");
    put(all, 0x89, "");
    put(all, 0x88, "");
    all.flip();
    while (all.hasRemaining()) {
      frames.accept(ByteBuffer.wrap(new byte[] {all.get()}));
    }
    assertThat(pings).containsExactly("ping", "");
    assertThat(ends).hasSize(1);
  }

  private static void put(ByteBuffer to, int kind, String text) {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    to.put((byte) kind);
    if (content.length < 126) {
      to.put((byte) (0x80 | content.length));
    } else {
      to.put((byte) (0x80 | 126)).putShort((short) content.length);
    }
    byte[] mask = {1, 2, 3, 4};
    to.put(mask);
    for (int i = 0; i < content.length; i++) {
      to.put((byte) (content[i] ^ mask[i % 4]));
    }
  }
}
