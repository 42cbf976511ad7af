package dev.keelson.launcher.etcd;

import dev.keelson.raftstore.Node;
import dev.keelson.raftstore.RaftStore;
import dev.keelson.raftstore.etcd.EtcdServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The member that bin/etcd starts, with the bug that the variable KEELSON_BUG names: what the
 * catalogue must find. In test code only.
 */
public final class EtcdWithBug implements RunningMember {
  private final Bug bug;
  private final Path data;
  private final RaftStore store;
  private final Node served;
  private final EtcdServer server;
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

  private EtcdWithBug(Bug bug, Path data, RaftStore store, Node served, EtcdServer server) {
    this.bug = bug;
    this.data = data;
    this.store = store;
    this.served = served;
    this.server = server;
    store.onFailure(failure::complete);
  }

  public static void main(String[] words) {
    Bug bug = Bug.named(System.getenv("KEELSON_BUG"));
    StopSignal stop = new StopSignal();
    stop.install();
    int status =
        new EtcdCommand(plan -> start(bug, plan), stop, System.out, System.err)
            .run(List.of(words), System.getenv());
    stop.done();
    System.exit(status);
  }

  private static RunningMember start(Bug bug, MemberPlan plan) throws Exception {
    Path data = plan.store().dataDir();
    bug.beforeOpening(data);
    RaftStore store = RaftStore.open(plan.store());
    try {
      Node served = bug.within(store);
      return new EtcdWithBug(bug, data, store, served, EtcdServer.start(served, plan.server()));
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

  @Override
  public void close() throws Exception {
    server.close();
    served.kv().close();
    store.close();
    bug.afterClosing(data);
  }
}
