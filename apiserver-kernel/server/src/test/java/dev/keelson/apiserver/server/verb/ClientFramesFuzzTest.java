package dev.keelson.apiserver.server.verb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Noise on a watch's WebSocket: passed over or an end, and never more than a ping is kept. */
class ClientFramesFuzzTest {
  private static final long SEED = Long.getLong("keelson.fuzz.seed", 0);

  @Property(tries = 1_000, seed = "1", shrinking = ShrinkingMode.OFF)
  void noise(@ForAll long seed) {
    Random random = new Random(seed ^ SEED);
    AtomicInteger longest = new AtomicInteger();
    AtomicInteger ends = new AtomicInteger();
    ClientFrames frames =
        new ClientFrames(
            content -> longest.accumulateAndGet(content.length, Math::max), ends::incrementAndGet);
    for (int i = random.nextInt(60); i > 0; i--) {
      byte[] bytes = new byte[random.nextInt(50)];
      random.nextBytes(bytes);
      if (bytes.length > 1 && random.nextBoolean()) {
        bytes[0] = (byte) (0x80 | random.nextInt(11)); // a frame's beginning
        bytes[1] = (byte) (0x80 | random.nextInt(128));
      }
      frames.accept(ByteBuffer.wrap(bytes));
    }
    assertThat(longest.get()).isLessThanOrEqualTo(125);
    assertThat(ends.get()).isLessThanOrEqualTo(1);
  }
}
