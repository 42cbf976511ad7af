package dev.keelson.launcher.judge;

import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same random requests to real etcd ({@code ETCD_BIN} or {@code /usr/bin/etcd}) and to the
 * server under test, every answer compared. Properties: {@code keelson.seed}, {@code
 * keelson.requests}.
 */
@Tag("judge")
class DifferentialTest {
  private static final int REQUESTS = Integer.getInteger("keelson.requests", 10_000);
  private static final long SEED = Long.getLong("keelson.seed", System.nanoTime() & 0xffff_ffffL);

  @TempDir Path directory;

  @Test
  @Timeout(240)
  void aMemberAnswersEveryRequestAsRealEtcdDoes() throws InterruptedException {
    compare(1, REQUESTS);
  }

  @Test
  @Timeout(120)
  void threeMembersAnswerEveryRequestAsRealEtcdDoes() throws InterruptedException {
    compare(3, Math.max(1, REQUESTS / 5));
  }

  private void compare(int members, int steps) throws InterruptedException {
    Binary real = Binary.realEtcd();
    Binary.Version version = real.version();
    long start = System.nanoTime();
    try (EtcdProcess reference = EtcdProcess.single(real, directory.resolve("reference")).start();
        EtcdCluster ours = EtcdCluster.start(Binary.ours(), members, directory);
        Duel duel = new Duel(SEED, reference, version, ours)) {
      List<String> differences = duel.run(steps);
      System.out.println(
          "differential against etcd "
              + version
              + ", "
              + members
              + " member(s), "
              + duel.summary()
              + ", "
              + Duration.ofNanos(System.nanoTime() - start).toSeconds()
              + " s");
      if (!differences.isEmpty()) {
        fail(
            duel.summary()
                + "; repeat with -Dkeelson.seed="
                + SEED
                + "\n\n"
                + String.join("\n\n", differences)
                + "\n"
                + ours.log());
      }
    }
  }
}
