package dev.keelson.raftstore.etcd;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.keelson.mvcc.Alarm;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.LogPosition;
import dev.keelson.mvcc.MvccStore;
import dev.keelson.mvcc.check.StoreCheck;
import dev.keelson.mvcc.copy.StoreContent;
import dev.keelson.mvcc.copy.StoreLoader;
import dev.keelson.mvcc.engine.MemoryEngine;
import dev.keelson.mvcc.lease.LeaseRecord;
import dev.keelson.raftstore.backup.BadSnapshot;
import dev.keelson.raftstore.backup.EtcdFile;
import dev.keelson.raftstore.backup.FileHash;
import dev.keelson.raftstore.backup.FileStatus;
import dev.keelson.raftstore.etcd.pb.HashKVRequest;
import dev.keelson.raftstore.etcd.pb.SnapshotRequest;
import dev.keelson.raftstore.etcd.pb.SnapshotResponse;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotRpcTest {
  @TempDir Path directory;
  private Served served;

  @BeforeEach
  void start() throws IOException {
    served = Served.start();
  }

  @AfterEach
  void stop() {
    served.close();
  }

  @Test
  void rule60_blobs_of_32_kib_and_then_the_hash() throws IOException {
    for (int i = 0; i < 300; i++) {
      served.put("key" + i, "x".repeat(1_000));
    }
    List<SnapshotResponse> messages = new ArrayList<>();
    served
        .maintenance
        .snapshot(SnapshotRequest.getDefaultInstance())
        .forEachRemaining(messages::add);
    SnapshotResponse last = messages.removeLast();
    ByteString file =
        messages.stream()
            .map(SnapshotResponse::getBlob)
            .reduce(ByteString.EMPTY, ByteString::concat);
    long left = file.size();
    for (SnapshotResponse message : messages) {
      left -= message.getBlob().size();
      assertThat(message.getBlob().size()).isBetween(1, 32 << 10);
      assertThat(message.getRemainingBytes()).isEqualTo(left);
      assertThat(message.getVersion()).isEqualTo("3.6.0");
    }
    assertThat(file.size() % 512).isZero();
    assertThat(last.getRemainingBytes()).isZero();
    assertThat(last.getBlob().toByteArray())
        .isEqualTo(FileHash.digest().digest(file.toByteArray()));
  }

  @Test
  void what_is_saved_is_the_store() throws IOException {
    served.node.kv().submit(new Command.LeaseGrant(7, 100)).join();
    served.node.kv().submit(new Command.LeaseCheckpoint(Map.of(7L, 42L))).join();
    Random random = new Random(5);
    for (int i = 0; i < 2_000; i++) {
      Bytes key = Bytes.of("key" + random.nextInt(300));
      Command<?> command =
          random.nextInt(5) == 0
              ? new Command.DeleteRange(KeyRange.one(key), false)
              : new Command.Put(key, Bytes.of("v" + i), i % 3 == 0 ? 7 : 0, false, false, false);
      served.node.kv().submit(command).join();
    }
    served.node.kv().submit(new Command.Compact(500)).join();
    served.node.kv().submit(new Command.SetAlarm(true, new Alarm(5, Alarm.Kind.NOSPACE))).join();
    Path file = save();
    FileHash.verify(file);
    MemoryEngine engine = new MemoryEngine();
    try (EtcdFile etcd = EtcdFile.open(file)) {
      StoreContent content = etcd.content(new LogPosition(1, 0));
      assertThat(content.leases()).containsExactly(new LeaseRecord(7, 100, 42));
      assertThat(content.alarms()).containsExactly(new Alarm(5, Alarm.Kind.NOSPACE));
      assertThat(content.floor()).isEqualTo(500);
      assertThat(FileStatus.of(etcd).revision()).isEqualTo(served.node.kv().revision());
      new StoreLoader(engine, directory, _ -> {}).load(content, etcd.records(Optional.empty()));
    }
    try (MvccStore copy = MvccStore.open(engine, _ -> {})) {
      assertThat(StoreCheck.faults(copy, engine)).isEmpty();
      for (long revision = 500; revision <= copy.revision(); revision += 77) {
        try (var view = copy.view()) {
          assertThat(view.hashKv(revision).orThrow().hash())
              .isEqualTo(
                  served
                      .maintenance
                      .hashKV(HashKVRequest.newBuilder().setRevision(revision).build())
                      .getHash());
        }
      }
      assertThat(copy.leaseKeys(7)).isEqualTo(served.node.kv().store().leaseKeys(7));
    }
  }

  @Test
  void a_client_that_does_not_read_holds_no_memory_and_no_write() {
    for (int i = 0; i < 40; i++) {
      served.put("big" + i, "x".repeat(1_000_000));
    }
    Iterator<SnapshotResponse> slow =
        served.maintenance.snapshot(SnapshotRequest.getDefaultInstance());
    long first = slow.next().getRemainingBytes();
    assertThat(first).isGreaterThan(40_000_000);
    for (int i = 0; i < 50; i++) {
      served.put("meanwhile" + i, "x");
    }
    assertThat(served.node.kv().store().revision()).isEqualTo(91);
    long left = first;
    while (slow.hasNext()) {
      left = slow.next().getRemainingBytes();
    }
    assertThat(left).isZero();
  }

  @Test
  void a_server_that_stops_ends_the_stream_and_lets_go_of_the_store() throws IOException {
    for (int i = 0; i < 20; i++) {
      served.put("big" + i, "x".repeat(1_000_000));
    }
    Iterator<SnapshotResponse> slow =
        served.maintenance.snapshot(SnapshotRequest.getDefaultInstance());
    slow.next();
    served.server.close();
    served.node.close(); // would wait, and throw, were the store still being read
    // The client that does not read is not told by us but by gRPC, which resets its stream or says
    // that the connection is gone, whichever comes first.
    assertThatThrownBy(() -> slow.forEachRemaining(_ -> {}))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageMatching("(?s)(UNAVAILABLE|CANCELLED).*");
  }

  @Test
  void a_damaged_byte_is_found_by_the_hash() throws IOException {
    served.put("a", "b");
    Path file = save();
    byte[] bytes = Files.readAllBytes(file);
    bytes[100] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> FileHash.verify(file))
        .isInstanceOf(BadSnapshot.class)
        .hasMessageContaining("expected sha256");
  }

  private Path save() throws IOException {
    Path file = directory.resolve("snapshot.db");
    SnapshotSource source =
        new SnapshotSource(
            "127.0.0.1:" + served.address.getPort(),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty());
    try (FileChannel out = FileChannel.open(file, CREATE, WRITE)) {
      assertThat(source.copyTo(out)).isEqualTo("3.6.0");
    }
    return file;
  }
}
