package dev.keelson.apiserver.server.storage.cache;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.server.resource.Resource;
import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.apiserver.server.storage.StoredForm;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.tree.SortedTree;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * All objects of one resource, as new as asked for. Any thread; blocks while the cache is read for
 * the first time, and until it is as new as asked for; nothing else makes one wait for another.
 * Throws {@link ApiFailure} with upstream's statuses.
 */
public final class Cacher {
  private final StoredForm form;
  private final StoreReads reads;
  private final CacheSettings settings;
  private final CacheWriter writer;

  Cacher(StoredForm form, StoreReads reads, CacheSettings settings) {
    this.form = form;
    this.reads = reads;
    this.settings = settings;
    this.writer = new CacheWriter(form, reads, settings);
    writer.start();
  }

  Resource resource() {
    return form.resource();
  }

  /** Whether all objects were read. */
  public boolean isReady() {
    CompletableFuture<Epoch> ready = writer.ready();
    return ready.state() == Future.State.SUCCESS;
  }

  /**
   * Another number after every change of any object, the same one as long as nothing changes. Waits
   * for the cache to be read.
   */
  public long changes() {
    return epoch().changes();
  }

  CacheStats stats() {
    return writer.stats();
  }

  boolean hasToldAllUpTo(long revision) {
    return writer.hasToldAllUpTo(revision);
  }

  void tick() {
    writer.tick();
  }

  void close() {
    writer.close();
  }

  /**
   * One object.
   *
   * @throws ApiFailure 504 where the cache does not get as new as that in time
   */
  public Optional<Stored> get(ObjectName name, Freshness freshness) {
    Bytes key = form.key(name);
    return switch (freshness) {
      case Freshness.Consistent _ -> reads.newest(key).map(this::shared);
      case Freshness.Any _ -> find(epoch().state(), key);
      case Freshness.NotOlderThan(long revision) -> find(reaching(revision), key);
    };
  }

  private static Optional<Stored> find(CacheState state, Bytes key) {
    return Optional.ofNullable(state.tree().get(key.array()));
  }

  /** The cache's own object if it is the same version: what was made of it is there then. */
  private Stored shared(KeyValue pair) {
    if (isReady()) {
      Stored known = epoch().state().tree().get(pair.key().array());
      if (known != null && known.revision() == pair.modRevision()) {
        return known;
      }
    }
    return form.read(pair);
  }

  public Listing list(ListQuery query) {
    Selection selection = ofThis(query.selection());
    Reach reach = Reach.of(form.resource(), selection);
    return switch (query.plan(reach.prefix())) {
      case ListQuery.Plan.NotOlderThan(long revision) -> {
        CacheState state = reaching(revision);
        yield cached(query, selection, reach, state.tree(), state.revision());
      }
      case ListQuery.Plan.Consistent(String start) ->
          consistent(query, selection, reach.from(start));
      case ListQuery.Plan.Exact(long revision, String start) -> {
        CacheState state = reaching(revision);
        yield exact(query, selection, reach.from(start), revision, state);
      }
    };
  }

  private Listing consistent(ListQuery query, Selection selection, Reach reach) {
    long newest = reads.newestRevision();
    Optional<CacheState> state = tryReaching(newest);
    return state.isPresent()
        ? cached(query, selection, reach, state.get().tree(), state.get().revision())
        : stored(query, selection, reach, 0);
  }

  /** A cache might still know what the store has forgotten: but then a list would never expire. */
  private Listing exact(
      ListQuery query, Selection selection, Reach reach, long revision, CacheState state) {
    boolean isPast = revision < Math.max(state.revision(), reads.store().revision());
    if (isPast && !reads.isReadable(revision)) {
      throw expired(query, reach);
    }
    SortedTree<Stored> tree =
        revision == state.revision() ? state.tree() : epoch().window.treeAt(revision, state);
    if (tree != null) {
      return cached(query, selection, reach, tree, revision);
    }
    try {
      return stored(query, selection, reach, revision);
    } catch (ApiFailure e) {
      throw e.status().code() == 410 ? expired(query, reach) : e;
    }
  }

  private static ApiFailure expired(ListQuery query, Reach reach) {
    if (query.continueToken().isEmpty()) {
      return new ApiFailure(
          ApiStatus.expired("The resourceVersion for the provided list is too old."));
    }
    String token = new ContinueToken(-1, reach.range().start().utf8()).text(reach.prefix());
    return new ApiFailure(
        ApiStatus.expired(
                "The provided continue parameter is too old to display a consistent list result."
                    + " You can start a new list without the continue parameter, or use the"
                    + " continue token in this response to retrieve the remainder of the results."
                    + " Continuing with the provided token results in an inconsistent list -"
                    + " objects that were created, modified, or deleted between the time the first"
                    + " chunk was returned and now may show up in the list.")
            .withContinue(token));
  }

  private static Listing cached(
      ListQuery query, Selection selection, Reach reach, SortedTree<Stored> tree, long revision) {
    long count = reach.count(tree);
    Page page = new Page(query, selection, reach, count);
    reach.walk(tree, page::take);
    return page.listing(revision, count);
  }

  /** What is in the cache in the same version is not read anew. */
  private Listing stored(ListQuery query, Selection selection, Reach reach, long revision) {
    Page page = new Page(query, selection, reach, 0);
    StoreReads.Read read =
        reads.walk(reach.range(), revision, query.limitInUse(), pair -> page.take(shared(pair)));
    return page.listing(read.revision(), read.count());
  }

  /** In the stream, upstream tells what is wrong with the revision; the rest is thrown. */
  public WatchFeed watch(WatchQuery query) {
    query.checkTogether();
    long revision =
        ResourceVersions.parse(query.resourceVersion())
            .orElseThrow(
                () -> new ApiFailure(ResourceVersions.unreadable(query.resourceVersion())));
    epoch();
    try {
      if (query.resourceVersion().isEmpty()) {
        reaching(reads.newestRevision());
      } else if (query.wantsState()) {
        reaching(revision);
      }
    } catch (ApiFailure e) {
      return new FailedFeed(e.status());
    }
    Epoch epoch = epoch();
    Selection selection = ofThis(query.selection());
    CacheFeed feed = new CacheFeed(epoch, settings, query, selection);
    epoch.interests.add(feed);
    CacheState state = epoch.state(); // after it was added: what comes then is told
    feed.begin(
        query.wantsState() || revision == 0
            ? fromState(query, selection, state)
            : from(revision, selection, epoch, feed));
    return feed;
  }

  private CacheFeed.Start fromState(WatchQuery query, Selection selection, CacheState state) {
    Iterator<Stored> objects =
        query.wantsState()
            ? Reach.of(form.resource(), selection).iterator(state.tree())
            : Collections.emptyIterator();
    return new CacheFeed.Start(
        objects,
        query.wantsStateMarked() ? state.revision() : 0,
        Optional.empty(),
        state.next(),
        state.revision());
  }

  private CacheFeed.Start from(long revision, Selection selection, Epoch epoch, CacheFeed feed) {
    long place = epoch.window.firstAfter(revision);
    Optional<PastEvents> past =
        place >= 0
            ? Optional.empty()
            : Optional.of(
                new PastEvents(
                    reads.store(),
                    form,
                    Reach.of(form.resource(), selection).range(),
                    revision,
                    feed::wake));
    return new CacheFeed.Start(Collections.emptyIterator(), 0, past, Math.max(place, 0), revision);
  }

  /** What belongs to the cluster has no namespace. */
  private Selection ofThis(Selection selection) {
    return form.resource().isNamespaced() || selection.namespace().isEmpty()
        ? selection
        : selection.everywhere();
  }

  private CacheState reaching(long revision) {
    return tryReaching(revision)
        .orElseThrow(
            () -> new ApiFailure(ResourceVersions.tooLarge(revision, epoch().state().revision())));
  }

  /** Empty where the cache does not get there in time. */
  private Optional<CacheState> tryReaching(long revision) {
    CacheState state = epoch().state();
    if (state.revision() >= revision) {
      return Optional.of(state);
    }
    CompletableFuture<Boolean> isThere = writer.reaching(revision);
    try {
      isThere.get(settings.longestWait().toMillis(), TimeUnit.MILLISECONDS);
      return Optional.of(epoch().state());
    } catch (TimeoutException e) {
      isThere.cancel(false);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw stopping();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private Epoch epoch() {
    CompletableFuture<Epoch> ready = writer.ready();
    try {
      return ready.get(settings.longestStart().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new ApiFailure(ApiStatus.tooManyRequests("storage is (re)initializing", 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw stopping();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof ApiFailure failure
          ? failure
          : new ApiFailure(ApiStatus.internal(String.valueOf(e.getCause())));
    }
  }

  private static ApiFailure stopping() {
    return new ApiFailure(ApiStatus.unavailable("the server is shutting down"));
  }
}
