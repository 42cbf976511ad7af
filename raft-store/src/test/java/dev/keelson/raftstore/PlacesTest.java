package dev.keelson.raftstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.KvStore.Consistency;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.raftstore.RaftStoreConfig.Places;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a member keeps its log, and listens, when that is not where it usually does. */
class PlacesTest {
  @TempDir Path directory;

  private RaftStoreConfig config(Optional<Path> walDir, InetSocketAddress... more)
      throws IOException {
    return RaftStoreConfig.single(directory.resolve("data"), freePort())
        .at(new Places(walDir, List.of(more)));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void put(RaftStoreConfig config, String key) {
    try (RaftStore member = RaftStore.open(config)) {
      member.ready().join();
      member.kv().submit(Command.Put.of(key, "v")).join().orThrow();
    }
  }

  private static long count(RaftStoreConfig config, String key) {
    try (RaftStore member = RaftStore.open(config)) {
      member.ready().join();
      return member
          .kv()
          .range(RangeQuery.key(Bytes.of(key)), Consistency.LINEARIZABLE)
          .join()
          .orThrow()
          .count();
    }
  }

  private static List<String> segments(Path below) throws IOException {
    try (Stream<Path> files = Files.walk(below)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("log_"))
          .toList();
    }
  }

  @Test
  void theLogIsInItsOwnDirectoryAndIsFoundThereAgain() throws IOException {
    Path wal = directory.resolve("wal");
    put(config(Optional.of(wal)), "a");
    assertThat(segments(wal)).isNotEmpty();
    assertThat(segments(directory.resolve("data"))).isEmpty();
    put(config(Optional.of(wal)), "b");
    assertThat(count(config(Optional.of(wal)), "a")).isEqualTo(1);
    assertThat(count(config(Optional.of(wal)), "b")).isEqualTo(1);
  }

  @Test
  void aLogThatIsElsewhereIsNotBegunAnew() throws IOException {
    Path wal = directory.resolve("wal");
    put(config(Optional.of(wal)), "a");
    assertThatThrownBy(() -> RaftStore.open(config(Optional.empty())))
        .hasMessageContaining("start it with --wal-dir=" + wal);
    assertThatThrownBy(() -> RaftStore.open(config(Optional.of(directory.resolve("other")))))
        .hasMessageContaining("start it with --wal-dir=" + wal);
    Path moved = directory.resolve("moved");
    Files.move(wal, moved);
    assertThatThrownBy(() -> RaftStore.open(config(Optional.of(wal))))
        .hasMessageContaining("mount its disk");
    Files.move(moved, wal);
    assertThat(count(config(Optional.of(wal)), "a")).isEqualTo(1);
  }

  @Test
  void aMemberThatBeganWithoutOneIsRefusedWithOne() throws IOException {
    put(config(Optional.empty()), "a");
    assertThatThrownBy(() -> RaftStore.open(config(Optional.of(directory.resolve("wal")))))
        .hasMessageContaining("start it without --wal-dir");
    assertThat(count(config(Optional.empty()), "a")).isEqualTo(1);
  }

  @Test
  void theLogOfAnotherMemberIsLeftAlone() throws IOException {
    Path wal = directory.resolve("wal");
    put(config(Optional.of(wal)), "a");
    RaftStoreConfig other =
        RaftStoreConfig.single(directory.resolve("other"), freePort())
            .at(new Places(Optional.of(wal), List.of()));
    assertThatThrownBy(() -> RaftStore.open(other)).hasMessageContaining("holds a log already");
    assertThat(count(config(Optional.of(wal)), "a")).isEqualTo(1);
  }

  @Test
  void peersAreHeardOnEveryAddress() throws IOException {
    InetSocketAddress second = new InetSocketAddress("127.0.0.1", freePort());
    InetSocketAddress third = new InetSocketAddress("127.0.0.1", freePort());
    RaftStoreConfig config = config(Optional.empty(), second, third);
    try (RaftStore member = RaftStore.open(config)) {
      member.ready().join();
      for (InetSocketAddress address : List.of(config.peerBind(), second, third)) {
        try (Socket socket = new Socket()) {
          socket.connect(address, 5_000);
          socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes());
          socket.getOutputStream().write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
          socket.setSoTimeout(10_000);
          assertThat(socket.getInputStream().readNBytes(9)[3])
              .as("a SETTINGS frame from %s", address)
              .isEqualTo((byte) 4);
        }
      }
    }
  }

  @Test
  void anAddressThatIsTakenIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress("127.0.0.1", 0));
      RaftStoreConfig config =
          config(Optional.empty(), new InetSocketAddress("127.0.0.1", taken.getLocalPort()));
      assertThatThrownBy(() -> RaftStore.open(config))
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining(Integer.toString(taken.getLocalPort()))
          .hasMessageContaining("--listen-peer-urls");
    }
  }
}
