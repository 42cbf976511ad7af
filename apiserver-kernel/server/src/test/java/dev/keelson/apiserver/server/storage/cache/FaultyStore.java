package dev.keelson.apiserver.server.storage.cache;

import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.KvStore;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.RangeResult;
import dev.keelson.mvcc.ReadView;
import dev.keelson.mvcc.Refusal;
import dev.keelson.mvcc.watch.Delivery;
import dev.keelson.mvcc.watch.Mailbox;
import dev.keelson.mvcc.watch.WatchSpec;
import dev.keelson.mvcc.watch.Watcher;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A store that refuses what it is told to refuse, and whose watches can be broken off. */
final class FaultyStore implements KvStore {
  private final KvStore store;
  private final List<Breakable> watchers = new CopyOnWriteArrayList<>();
  volatile Optional<Refusal> refusingReads = Optional.empty();
  volatile Optional<Refusal> refusingWrites = Optional.empty();

  /** Reads asked for. */
  volatile int reads;

  FaultyStore(KvStore store) {
    this.store = store;
  }

  /** As if history were compacted under every watch. */
  void breakWatches() {
    watchers.forEach(Breakable::breakOff);
    watchers.clear();
  }

  int watches() {
    return watchers.size();
  }

  private static <T> CompletableFuture<Outcome<T>> refused(Refusal why) {
    return CompletableFuture.completedFuture(Outcome.refused(why));
  }

  @Override
  public CompletableFuture<Outcome<RangeResult>> range(RangeQuery query, Consistency consistency) {
    reads++;
    return refusingReads.isPresent()
        ? refused(refusingReads.get())
        : store.range(query, consistency);
  }

  @Override
  public CompletableFuture<Outcome<ReadView>> view(Consistency consistency) {
    return refusingReads.isPresent() ? refused(refusingReads.get()) : store.view(consistency);
  }

  @Override
  public <R> CompletableFuture<Outcome<R>> submit(Command<R> command) {
    return refusingWrites.isPresent() ? refused(refusingWrites.get()) : store.submit(command);
  }

  @Override
  public CompletableFuture<Outcome<Long>> compactPhysically(long revision) {
    return store.compactPhysically(revision);
  }

  @Override
  public Watcher watch(WatchSpec spec, Mailbox mailbox) {
    Breakable watcher = new Breakable(store, spec, mailbox);
    watchers.add(watcher);
    return watcher;
  }

  @Override
  public CompletableFuture<Outcome<Long>> keepAlive(long lease) {
    return store.keepAlive(lease);
  }

  @Override
  public CompletableFuture<Outcome<LeaseStatus>> timeToLive(long lease, boolean withKeys) {
    return store.timeToLive(lease, withKeys);
  }

  @Override
  public CompletableFuture<Outcome<List<Long>>> leases() {
    return store.leases();
  }

  @Override
  public long revision() {
    return store.revision();
  }

  @Override
  public void close() {
    store.close();
  }

  private static final class Breakable implements Watcher {
    private final Watcher watcher;
    private final Mailbox mailbox;
    private final Mailbox.Slot slot;
    private volatile boolean isBroken;

    Breakable(KvStore store, WatchSpec spec, Mailbox mailbox) {
      this.mailbox = mailbox;
      this.slot = mailbox.slot(this);
      this.watcher = store.watch(spec, mailbox);
    }

    void breakOff() {
      isBroken = true;
      if (slot.raise()) {
        mailbox.wake();
      }
    }

    @Override
    public Delivery poll() {
      return isBroken ? new Delivery.Compacted(1) : watcher.poll();
    }

    @Override
    public boolean isSyncedTo(long revision) {
      return !isBroken && watcher.isSyncedTo(revision);
    }

    @Override
    public WatchSpec spec() {
      return watcher.spec();
    }

    @Override
    public void close() {
      watcher.close();
    }
  }
}
