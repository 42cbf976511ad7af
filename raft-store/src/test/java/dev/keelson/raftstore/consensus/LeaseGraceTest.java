package dev.keelson.raftstore.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LeaseGraceTest {
  private static final Duration ELECTION = Duration.ofSeconds(1);

  @TempDir Path directory;

  @Test
  void theTimeSinceTheStartGoesByTheClockThatNobodySets() {
    String stat =
        "4711 (a) name) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 12345 20 21 22 23 24 25";
    assertThat(LeaseGrace.sinceStart(stat, "124.05 200.00\n")).isEqualTo(Duration.ofMillis(600));
  }

  @Test
  void anEmptyDirectoryHasPromisedNothing() throws IOException {
    assertThat(LeaseGrace.remaining(directory, ELECTION)).isZero();
  }

  @Test
  void aLogThatWasJustClosedWaitsForWhatItMayHavePromised() throws IOException {
    Files.createDirectory(directory.resolve("group"));
    LeaseGrace.closed(directory);
    assertThat(LeaseGrace.remaining(directory, Duration.ofHours(1)))
        .isBetween(Duration.ofMinutes(50), Duration.ofHours(1));
  }
}
