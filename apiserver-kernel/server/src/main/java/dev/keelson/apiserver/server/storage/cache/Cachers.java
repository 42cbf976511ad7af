package dev.keelson.apiserver.server.storage.cache;

import dev.keelson.apiserver.server.resource.Resource;
import dev.keelson.apiserver.server.storage.ObjectCodec;
import dev.keelson.apiserver.server.storage.StoredForm;
import dev.keelson.mvcc.KvStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A {@link Cacher} for each resource, begun when it is first asked for. Versions of a group that
 * lie in one directory share one. Any thread.
 */
public final class Cachers implements AutoCloseable {
  private final StoreReads reads;
  private final ObjectCodec codec;
  private final CacheSettings settings;
  private final Map<String, Cacher> cachers = new ConcurrentHashMap<>();
  private volatile boolean isClosed;

  public Cachers(KvStore store, ObjectCodec codec) {
    this(store, codec, CacheSettings.standard());
  }

  public Cachers(KvStore store, ObjectCodec codec, CacheSettings settings) {
    this.reads = new StoreReads(store);
    this.codec = codec;
    this.settings = settings;
    if (!settings.tickEvery().isZero()) {
      Thread.ofVirtual().name("cacher-ticker").start(this::tickUntilClosed);
    }
  }

  /** Returns at once; what is asked of it waits for it. */
  public Cacher of(Resource resource) {
    Cacher known = cachers.get(resource.directory());
    return known != null
        ? known
        : cachers.computeIfAbsent(
            resource.directory(),
            _ -> new Cacher(new StoredForm(resource, codec, settings.memos()), reads, settings));
  }

  /** Whether all that were begun have read their objects. */
  public boolean isReady() {
    return cachers.values().stream().allMatch(Cacher::isReady);
  }

  /** Whether all that the store holds now is told to those who watch. */
  public boolean hasToldAll() {
    long revision = reads.store().revision();
    return cachers.values().stream().allMatch(each -> each.hasToldAllUpTo(revision));
  }

  /** One for each that was begun. */
  public List<CacheStats> stats() {
    return cachers.values().stream().map(Cacher::stats).toList();
  }

  private void tickUntilClosed() {
    while (!isClosed) {
      LockSupport.parkNanos(settings.tickEvery().toNanos());
      tick();
    }
  }

  /** Looks at deadlines and bookmarks, by the clock. */
  public void tick() {
    cachers.values().forEach(Cacher::tick);
  }

  /** Ends all watches. */
  @Override
  public void close() {
    isClosed = true;
    cachers.values().forEach(Cacher::close);
  }
}
