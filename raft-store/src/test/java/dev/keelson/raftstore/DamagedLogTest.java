package dev.keelson.raftstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.KvStore.Consistency;
import dev.keelson.mvcc.RangeQuery;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of the log as a lost power supply, a bad disk or an operator may leave them. A copy of a
 * member's files while it runs and nothing is written is what {@code kill -9} would leave.
 */
class DamagedLogTest {
  @TempDir Path directory;

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static RaftStore open(Path data) throws IOException {
    return RaftStore.open(RaftStoreConfig.single(data, freePort()));
  }

  private static void put(RaftStore member, String key, int bytes) {
    byte[] value = new byte[bytes];
    Arrays.fill(value, (byte) 'v');
    member.kv().submit(Command.Put.of(Bytes.of(key), Bytes.wrap(value))).join().orThrow();
  }

  private static boolean holds(RaftStore member, String key) {
    return member
            .kv()
            .range(RangeQuery.key(Bytes.of(key)), Consistency.LINEARIZABLE)
            .join()
            .orThrow()
            .count()
        == 1;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> walk = Files.walk(from)) {
      for (Path file : walk.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  /** By their first index. */
  private static List<Path> segments(Path data) throws IOException {
    try (Stream<Path> walk = Files.walk(data)) {
      return walk.filter(file -> file.getFileName().toString().startsWith("log_"))
          .sorted(
              Comparator.comparingLong(
                  file ->
                      Long.parseLong(
                          file.getFileName()
                              .toString()
                              .replace("log_", "")
                              .replace("inprogress_", "")
                              .replaceAll("-.*", ""))))
          .toList();
    }
  }

  private static int lengthWithoutZeros(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    return end;
  }

  /** Two copies: with three puts, and with a fourth one of 4,000 bytes. */
  private void lived() throws IOException {
    try (RaftStore member = open(directory.resolve("live"))) {
      member.ready().join();
      for (String key : List.of("a", "b", "c")) {
        put(member, key, 10);
      }
      copy(directory.resolve("live"), directory.resolve("before"));
      put(member, "d", 4_000);
      copy(directory.resolve("live"), directory.resolve("after"));
    }
  }

  private void assertServes(Path data, boolean withLast) throws IOException {
    for (int start = 0; start < 2; start++) {
      try (RaftStore member = open(data)) {
        member.ready().join();
        for (String key : List.of("a", "b", "c")) {
          assertThat(holds(member, key)).as(key).isTrue();
        }
        assertThat(holds(member, "d")).isEqualTo(withLast);
        assertThat(holds(member, "e")).isEqualTo(start > 0);
        put(member, "e", 10);
      }
    }
  }

  @Test
  void anEntryOfWhichOnlySomeSectorsWereWrittenIsCutOff() throws IOException {
    lived();
    Path segment = segments(directory.resolve("after")).getLast();
    byte[] bytes = Files.readAllBytes(segment);
    int before =
        lengthWithoutZeros(Files.readAllBytes(segments(directory.resolve("before")).getLast()));
    int sector = (before / 512 + 2) * 512;
    Arrays.fill(bytes, sector, sector + 1_024, (byte) 0);
    Files.write(segment, bytes);
    assertServes(directory.resolve("after"), false);
  }

  @Test
  void anEntryOfWhichOnlyTheBeginningWasWrittenIsCutOff() throws IOException {
    lived();
    Path segment = segments(directory.resolve("after")).getLast();
    byte[] bytes = Files.readAllBytes(segment);
    int end = lengthWithoutZeros(bytes);
    Arrays.fill(bytes, end - 2_500, bytes.length, (byte) 0);
    Files.write(segment, bytes);
    assertServes(directory.resolve("after"), false);
  }

  @Test
  void aFileThatEndsWithinAnEntryLosesThatEntryOnly() throws IOException {
    lived();
    Path segment = segments(directory.resolve("after")).getLast();
    byte[] bytes = Files.readAllBytes(segment);
    Files.write(segment, Arrays.copyOf(bytes, lengthWithoutZeros(bytes) - 7));
    assertServes(directory.resolve("after"), false);
  }

  @Test
  void whatIsWholeIsKept() throws IOException {
    lived();
    assertServes(directory.resolve("after"), true);
  }

  @Test
  void aFlippedBitIsNoTornEntryAndStopsTheStart() throws IOException {
    lived();
    Path segment = segments(directory.resolve("after")).getLast();
    byte[] bytes = Files.readAllBytes(segment);
    bytes[lengthWithoutZeros(bytes) - 1_000] ^= 1;
    Files.write(segment, bytes);
    assertThatThrownBy(() -> open(directory.resolve("after")))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("corrupted")
        .hasMessageContaining("let it join afresh");
    assertThat(Files.readAllBytes(segment)).as("left as it was").isEqualTo(bytes);
  }

  @Test
  void aSegmentThatIsMissingStopsTheStartAndIsNamed() throws IOException {
    Path data = directory.resolve("data");
    for (int life = 0; life < 4; life++) {
      try (RaftStore member = open(data)) {
        member.ready().join();
        put(member, "k" + life, 10); // each life has a term, each term segments of its own
      }
    }
    List<Path> segments = segments(data);
    assertThat(segments).hasSizeGreaterThanOrEqualTo(3);
    for (Path missing : segments) {
      Path copy = directory.resolve("without-" + missing.getFileName());
      copy(data, copy);
      Files.delete(copy.resolve(data.relativize(missing).toString()));
      assertThatThrownBy(() -> open(copy).close())
          .as("without %s of %s", missing, segments)
          .hasMessageMatching("(?s).*(lost|missing).*")
          .hasMessageContaining("let it join anew");
    }
  }
}
