package dev.keelson.apiserver.server.assembly;

import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.KvStore;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.RangeResult;
import dev.keelson.mvcc.ReadView;
import dev.keelson.mvcc.Refusal;
import dev.keelson.mvcc.watch.Mailbox;
import dev.keelson.mvcc.watch.WatchSpec;
import dev.keelson.mvcc.watch.Watcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A store that is there, refuses, or does not answer. What was asked while it did not answer is
 * done when it is there again, as a member does that was stopped. Any thread.
 */
final class InjectedStore implements KvStore {
  private final KvStore store;
  private final List<Runnable> held = new ArrayList<>();
  private Optional<Refusal> refusal = Optional.empty();
  private boolean isSilent;

  InjectedStore(KvStore store) {
    this.store = store;
  }

  synchronized void refuse(Refusal why) {
    refusal = Optional.of(why);
  }

  synchronized void fallSilent() {
    isSilent = true;
  }

  void heal() {
    List<Runnable> late;
    synchronized (this) {
      refusal = Optional.empty();
      isSilent = false;
      late = List.copyOf(held);
      held.clear();
    }
    late.forEach(Runnable::run);
  }

  private <T> CompletableFuture<Outcome<T>> through(
      Supplier<CompletableFuture<Outcome<T>>> request) {
    synchronized (this) {
      if (refusal.isPresent()) {
        return CompletableFuture.completedFuture(Outcome.refused(refusal.get()));
      }
      if (isSilent) {
        CompletableFuture<Outcome<T>> later = new CompletableFuture<>();
        held.add(() -> request.get().thenAccept(later::complete));
        return later;
      }
    }
    return request.get();
  }

  @Override
  public CompletableFuture<Outcome<RangeResult>> range(RangeQuery query, Consistency consistency) {
    return through(() -> store.range(query, consistency));
  }

  @Override
  public CompletableFuture<Outcome<ReadView>> view(Consistency consistency) {
    return through(() -> store.view(consistency));
  }

  @Override
  public <R> CompletableFuture<Outcome<R>> submit(Command<R> command) {
    return through(() -> store.submit(command));
  }

  @Override
  public CompletableFuture<Outcome<Long>> compactPhysically(long revision) {
    return through(() -> store.compactPhysically(revision));
  }

  @Override
  public Watcher watch(WatchSpec spec, Mailbox mailbox) {
    return store.watch(spec, mailbox);
  }

  @Override
  public CompletableFuture<Outcome<Long>> keepAlive(long lease) {
    return through(() -> store.keepAlive(lease));
  }

  @Override
  public CompletableFuture<Outcome<LeaseStatus>> timeToLive(long lease, boolean withKeys) {
    return through(() -> store.timeToLive(lease, withKeys));
  }

  @Override
  public CompletableFuture<Outcome<List<Long>>> leases() {
    return through(store::leases);
  }

  @Override
  public long revision() {
    return store.revision();
  }

  @Override
  public void close() {
    store.close();
  }
}
