package dev.keelson.launcher.etcd;

import dev.keelson.raftstore.RaftStore;
import dev.keelson.raftstore.etcd.EtcdServer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A store with etcd's wire in front of it. */
final class EtcdMember implements RunningMember {
  private final RaftStore store;
  private final EtcdServer server;
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

  private EtcdMember(RaftStore store, EtcdServer server) {
    this.store = store;
    this.server = server;
    store.onFailure(failure::complete);
  }

  static EtcdMember start(MemberPlan plan) throws IOException {
    RaftStore store = RaftStore.open(plan.store());
    try {
      return new EtcdMember(store, EtcdServer.start(store, plan.server()));
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  @Override
  public boolean awaitReady(Duration limit) throws InterruptedException {
    try {
      store.ready().get(limit.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException | ExecutionException _) {
      return false;
    }
  }

  @Override
  public CompletableFuture<Throwable> failure() {
    return failure;
  }

  @Override
  public void close() {
    server.close();
    store.close();
  }
}
