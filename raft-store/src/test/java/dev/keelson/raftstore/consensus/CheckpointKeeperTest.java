package dev.keelson.raftstore.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.mvcc.LogPosition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointKeeperTest {
  @TempDir Path directory;

  private ToyApplier applier;
  private CheckpointKeeper keeper;
  private Path root;
  private final AtomicInteger taken = new AtomicInteger();
  private long next;

  @BeforeEach
  void open() throws IOException {
    applier = new ToyApplier(directory.resolve("state"));
    root = Files.createDirectories(directory.resolve("root"));
    LogConfig config;
    try (ToyCluster cluster = new ToyCluster(directory, 7, 1)) {
      cluster.snapshotEntries = 10;
      cluster.snapshotBytes = 1000;
      config = cluster.config(1);
    }
    keeper = new CheckpointKeeper(config, applier, taken::incrementAndGet);
    keeper.open(root);
  }

  @AfterEach
  void close() {
    keeper.close();
  }

  private void apply(int entries, int bytes) {
    for (int i = 0; i < entries; i++) {
      LogPosition at = new LogPosition(1, next++);
      applier.apply(at, "x".repeat(bytes).getBytes(StandardCharsets.UTF_8), null);
      keeper.applied(at.index(), bytes);
    }
  }

  private void applyUntilTaken(int times) {
    ToyCluster.await(
        "checkpoint " + times,
        () -> {
          if (taken.get() < times) {
            apply(1, 1);
          }
          return taken.get() >= times;
        });
  }

  @Test
  void takesNoneBeforeEnoughEntriesOrBytes() {
    apply(9, 10);
    assertThat(applier.checkpoints.get()).isZero();
    assertThat(keeper.latest()).isEmpty();
  }

  @Test
  void takesOneWhenEnoughEntriesHaveCome() {
    apply(10, 1);
    ToyCluster.await("one", () -> taken.get() == 1);
    assertThat(keeper.latest()).isPresent();
    assertThat(keeper.dispensable()).isEqualTo(-1);
  }

  @Test
  void takesOneWhenEnoughBytesHaveCome() {
    apply(2, 500);
    ToyCluster.await("one", () -> taken.get() == 1);
  }

  @Test
  void letsTheLogGoUpToTheOneBefore() {
    applyUntilTaken(1);
    long first = keeper.latest().orElseThrow().position().index();
    applyUntilTaken(2);
    assertThat(keeper.dispensable()).isEqualTo(first);
    assertThat(keeper.latest().orElseThrow().position().index()).isGreaterThan(first);
  }

  @Test
  void keepsTheNewestOnlyAndOneThatIsBeingSent() throws IOException {
    applyUntilTaken(1);
    Checkpoint first = keeper.latest().orElseThrow();
    applyUntilTaken(2);
    assertThat(first.directory()).doesNotExist();
    Checkpoint second = keeper.latest().orElseThrow();
    assertThat(second.getFiles()).hasSize(2); // a sender reads its list
    applyUntilTaken(3);
    assertThat(second.directory()).exists();
    assertThat(Directories.children(root.resolve("sm"))).hasSize(2);
  }

  @Test
  void findsTheNewestAgainAfterARestart() throws IOException {
    applyUntilTaken(1);
    LogPosition reached = keeper.latest().orElseThrow().position();
    Files.createDirectories(root.resolve("checkpoint.tmp"));
    keeper.open(root);
    assertThat(keeper.latest().orElseThrow().position()).isEqualTo(reached);
    assertThat(root.resolve("checkpoint.tmp")).doesNotExist();
  }
}
