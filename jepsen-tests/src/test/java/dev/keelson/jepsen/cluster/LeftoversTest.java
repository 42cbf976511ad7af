package dev.keelson.jepsen.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LeftoversTest {

  @Test
  void aMemberOfADeadRunIsKilledAndOneOfALivingRunIsNot() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Process orphan = member(dead.pid());
    Process ours = member(ProcessHandle.current().pid());
    try {
      assertThat(Leftovers.sweep()).isPositive();
      assertThat(orphan.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(ours.isAlive()).isTrue();
    } finally {
      orphan.destroyForcibly();
      ours.destroyForcibly();
    }
  }

  private static Process member(long run) throws IOException {
    return new ProcessBuilder("sh", "-c", "sleep 100; :", Leftovers.TOKEN + run).start();
  }
}
