package dev.keelson.launcher.apiserver;

import dev.keelson.mvcc.KvStore;
import dev.keelson.mvcc.LocalKvStore;
import dev.keelson.raftstore.CannotStart;
import dev.keelson.raftstore.RaftStore;
import dev.keelson.raftstore.RaftStoreConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The store of this process: one member with a log of its own, or memory. */
record OwnStore(KvStore kv, CompletableFuture<Throwable> failure, Runnable closer)
    implements AutoCloseable {
  private static final long LONGEST_START_SECONDS = 60;

  static OwnStore open(ApiserverFlags flags) {
    if (flags.isInMemory()) {
      LocalKvStore memory = LocalKvStore.inMemory();
      return new OwnStore(memory, new CompletableFuture<>(), memory::close);
    }
    RaftStore member =
        RaftStore.open(RaftStoreConfig.single(flags.dataDir().resolve("store"), freePort()));
    try {
      member.ready().get(LONGEST_START_SECONDS, TimeUnit.SECONDS);
      CompletableFuture<Throwable> failure = new CompletableFuture<>();
      member.onFailure(failure::complete);
      return new OwnStore(member.kv(), failure, member::close);
    } catch (ExecutionException | TimeoutException e) {
      member.close();
      throw new CannotStart("the store does not become ready", e);
    } catch (InterruptedException e) {
      member.close();
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted while the store started", e);
    }
  }

  /** The log wants a port for peers, even where there are none. */
  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new CannotStart("no free port on the loopback address", e);
    }
  }

  @Override
  public void close() {
    closer.run();
  }
}
