package dev.keelson.launcher.apiserver;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.KvStore;
import dev.keelson.mvcc.LocalKvStore;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.RangeResult;
import dev.keelson.mvcc.Refusal;
import dev.keelson.raftstore.CannotStart;
import dev.keelson.raftstore.RaftStore;
import dev.keelson.raftstore.RaftStoreConfig;
import dev.keelson.raftstore.etcd.client.EtcdEndpoints;
import dev.keelson.raftstore.etcd.client.EtcdKvStore;
import dev.keelson.raftstore.tls.TlsFault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The store of this process: one member with a log of its own, or memory, or a cluster elsewhere.
 */
record OwnStore(KvStore kv, CompletableFuture<Throwable> failure, Runnable closer)
    implements AutoCloseable {
  private static final long LONGEST_START_SECONDS = 60;

  static OwnStore open(ApiserverFlags flags) {
    if (flags.isInMemory()) {
      LocalKvStore memory = LocalKvStore.inMemory();
      return new OwnStore(memory, new CompletableFuture<>(), memory::close);
    }
    if (flags.etcd().isPresent()) {
      return elsewhere(flags.etcd().get());
    }
    if (flags.members() > 1) {
      return together(
          Members.open(flags.dataDir().resolve("members"), flags.members(), LONGEST_START_SECONDS));
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

  /** For people: where everything is kept. */
  static String describe(ApiserverFlags flags) {
    if (flags.isInMemory()) {
      return "in memory";
    }
    return flags
        .etcd()
        .map(members -> "etcd at " + members.urls())
        .orElse(
            flags.members() == 1
                ? flags.dataDir().resolve("store").toString()
                : flags.members() + " members in " + flags.dataDir().resolve("members"));
  }

  /** The first one is asked; it forwards to whoever leads. */
  private static OwnStore together(List<RaftStore> members) {
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    members.getFirst().onFailure(failure::complete);
    return new OwnStore(members.getFirst().kv(), failure, () -> members.forEach(RaftStore::close));
  }

  /** It is waited for, as for a store of our own; later it may come and go. */
  private static OwnStore elsewhere(EtcdEndpoints members) {
    EtcdKvStore store;
    try {
      store = EtcdKvStore.open(members);
    } catch (TlsFault e) {
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    }
    RangeQuery anything = RangeQuery.key(Bytes.of("/registry/")).onlyCount();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_START_SECONDS);
    try {
      Outcome<RangeResult> answer;
      do {
        answer =
            store
                .range(anything, KvStore.Consistency.LINEARIZABLE)
                .get(LONGEST_START_SECONDS, TimeUnit.SECONDS);
      } while (answer instanceof Outcome.Refused && System.nanoTime() < deadline);
      if (answer instanceof Outcome.Refused<RangeResult>(Refusal why)) {
        throw new CannotStart("no answer from etcd at " + members.urls() + ": " + why);
      }
      return new OwnStore(store, new CompletableFuture<>(), store::close);
    } catch (ExecutionException | TimeoutException e) {
      store.close();
      throw new CannotStart("cannot use etcd at " + members.urls() + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      store.close();
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted while waiting for etcd", e);
    } catch (CannotStart e) {
      store.close();
      throw e;
    }
  }

  /** The log wants a port for peers, even where there are none. */
  static int freePort() {
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
