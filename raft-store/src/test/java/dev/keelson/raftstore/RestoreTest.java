package dev.keelson.raftstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.KvStore.Consistency;
import dev.keelson.mvcc.LogPosition;
import dev.keelson.mvcc.MvccStore;
import dev.keelson.mvcc.ReadView;
import dev.keelson.mvcc.copy.StoreExport;
import dev.keelson.mvcc.engine.MemoryEngine;
import dev.keelson.raftstore.backup.BadSnapshot;
import dev.keelson.raftstore.backup.EtcdImage;
import dev.keelson.raftstore.backup.FileHash;
import dev.keelson.raftstore.backup.bbolt.BoltImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreTest {
  @TempDir Path directory;

  @Test
  void a_restored_member_holds_what_the_file_held_and_keeps_it_over_restarts() throws IOException {
    Path file = file(false);
    RaftStoreConfig config = config("restored");
    restore(file, config, 0).run(_ -> {});
    long hash;
    try (RaftStore member = RaftStore.open(config)) {
      member.ready().join();
      assertThat(member.kv().revision()).isEqualTo(21);
      hash = hash(member, 21);
      member.kv().submit(Command.Put.of("more", "x")).join().orThrow();
    }
    try (RaftStore member = RaftStore.open(config)) {
      member.ready().join();
      assertThat(member.kv().revision()).isEqualTo(22);
      assertThat(hash(member, 21)).isEqualTo(hash);
    }
  }

  @Test
  void a_bumped_revision_is_the_floor() throws IOException {
    RaftStoreConfig config = config("bumped");
    restore(file(false), config, 1000).run(_ -> {});
    try (RaftStore member = RaftStore.open(config)) {
      member.ready().join();
      assertThat(member.status().revision()).isEqualTo(1021);
      assertThat(member.status().compactedRevision()).isEqualTo(1021);
      assertThat(member.kv().submit(Command.Put.of("a", "b")).join().orThrow().revision())
          .isEqualTo(1022);
    }
  }

  @Test
  void a_directory_with_anything_in_it_is_refused() throws IOException {
    RaftStoreConfig config = config("full");
    Files.createDirectories(config.dataDir());
    Files.writeString(config.dataDir().resolve("something"), "of mine");
    assertThatThrownBy(() -> restore(file(false), config, 0).run(_ -> {}))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("not empty");
    assertThat(config.dataDir()).isDirectoryContaining("glob:**something");
  }

  @Test
  void a_restore_that_fails_half_way_leaves_nothing() throws IOException {
    RaftStoreConfig config = config("failing");
    assertThatThrownBy(
            () ->
                restore(file(false), config, 0)
                    .run(
                        _ -> {
                          throw new IllegalStateException("the disk is full");
                        }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(config.dataDir()).doesNotExist();
  }

  @Test
  void a_restore_that_was_killed_is_no_member() throws IOException {
    RaftStoreConfig config = config("killed");
    Path root = Files.createDirectories(config.dataDir().resolve("keelson"));
    Files.createDirectory(root.resolve("build"));
    Files.createFile(root.resolve("unfinished"));
    assertThatThrownBy(() -> RaftStore.open(config))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("did not come to its end");
  }

  @Test
  void a_file_with_authentication_switched_on_is_refused() throws IOException {
    RaftStoreConfig config = config("open");
    assertThatThrownBy(() -> restore(file(true), config, 0).run(_ -> {}))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("auth disable");
    assertThat(config.dataDir()).doesNotExist();
  }

  @Test
  void a_file_without_a_hash_wants_to_be_told() throws IOException {
    Path file = file(false);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - FileHash.BYTES));
    RaftStoreConfig config = config("unhashed");
    assertThatThrownBy(() -> restore(file, config, 0).run(_ -> {}))
        .isInstanceOf(BadSnapshot.class)
        .hasMessageContaining("--skip-hash-check");
    new Restore(file, "default", config.dataDir(), config.initialCluster(), "etcd-cluster", true, 0)
        .run(_ -> {});
    assertThat(config.dataDir().resolve("keelson/identity")).exists();
  }

  private static long hash(RaftStore member, long revision) {
    try (ReadView view = member.kv().view(Consistency.SERIALIZABLE).join().orThrow()) {
      return view.hashKv(revision).orThrow().hash();
    }
  }

  private static Restore restore(Path file, RaftStoreConfig config, long bump) {
    return new Restore(
        file,
        config.name(),
        config.dataDir(),
        config.initialCluster(),
        config.clusterToken(),
        false,
        bump);
  }

  private RaftStoreConfig config(String name) throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return RaftStoreConfig.single(directory.resolve(name), free.getLocalPort());
    }
  }

  /** Of a store with twenty puts. */
  private Path file(boolean auth) throws IOException {
    try (MvccStore store = MvccStore.open(new MemoryEngine(), _ -> {})) {
      for (int i = 1; i <= 20; i++) {
        store.apply(
            new LogPosition(1, i), List.of(Command.Put.of("key" + i % 7, "value" + i)), false);
      }
      if (auth) {
        Command<?> enabled =
            new Command.PutFact(
                Bytes.of("etcd/auth/authEnabled"), Optional.of(Bytes.wrap(new byte[] {1})));
        store.apply(new LogPosition(1, 21), List.of(enabled), false);
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (StoreExport export = store.export()) {
        BoltImage image = EtcdImage.measure(export, new Membership(1, 1, List.of()), 1, "3.6.0");
        image.writeTo(out);
      }
      out.writeBytes(FileHash.digest().digest(out.toByteArray()));
      return Files.write(directory.resolve("file.db"), out.toByteArray());
    }
  }
}
