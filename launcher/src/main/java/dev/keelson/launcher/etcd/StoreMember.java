package dev.keelson.launcher.etcd;

import dev.keelson.raftstore.RaftStore;
import dev.keelson.raftstore.etcd.EtcdServer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The real member: a store, and etcd's wire on top. The only place here that opens either. */
final class StoreMember implements RunningMember {
  private final RaftStore store;
  private final EtcdServer server;
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

  private StoreMember(RaftStore store, EtcdServer server) {
    this.store = store;
    this.server = server;
    store.onFailure(failure::complete);
  }

  /**
   * Listens at once, before there is a leader, so that health can be asked for meanwhile.
   *
   * @throws Exception store or listeners cannot be opened; nothing is left open then
   */
  static RunningMember start(MemberPlan plan) throws Exception {
    plan.tls().makeCertificates(Instant.now());
    RaftStore store = RaftStore.open(plan.store());
    try {
      return new StoreMember(store, EtcdServer.start(store, plan.server()));
    } catch (Exception | LinkageError e) {
      store.close();
      throw e;
    }
  }

  @Override
  public boolean awaitReady(Duration limit) throws InterruptedException {
    try {
      store.ready().get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException _) {
      return false;
    } catch (ExecutionException e) {
      failure.complete(e.getCause());
      return false;
    }
  }

  @Override
  public CompletableFuture<Throwable> failure() {
    return failure;
  }

  /** Clients first: what is under way is answered before leadership moves on. */
  @Override
  public void close() {
    server.close();
    store.close();
  }
}
