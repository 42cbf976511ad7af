package dev.keelson.apiserver.client.informer;

import dev.keelson.apiserver.client.ApiList;
import dev.keelson.apiserver.client.EventStream;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.client.WatchEvent;
import dev.keelson.apiserver.client.WatchOptions;
import dev.keelson.apiserver.client.time.Backoff;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.json.BadJson;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the store reflect the server, a {@link #round} at a time: one connection, from its
 * beginning to its end. One thread, except {@link #close} and {@link #version}.
 */
final class Reflector {
  private static final Logger LOG = LoggerFactory.getLogger(Reflector.class);

  /** Lists in a row, older than what was seen, until they are believed. */
  static final int STALE_LISTS = 5;

  /** Refusals in a row of a watch from where we were, until it is begun anew. */
  static final int FAILED_RESUMES = 5;

  /** Streams in a row that ended without saying where their beginning ends: it knows no such. */
  private static final int UNMARKED_STREAMS = 2;

  /** A watch is ended by the server after this to twice this, so that not all end at once. */
  private static final Duration SHORTEST_WATCH = Duration.ofMinutes(5);

  private static final Duration SHORT_LIVED = Duration.ofSeconds(1);

  /** Nothing is known yet, or not where to go on. */
  private static final String LOST = "";

  private final ResourceClient resource;
  private final InformerOptions options;
  private final Store store;
  private final Deliveries deliveries;
  private final RandomGenerator random;
  private final Runnable onList;
  private final Backoff backoff;

  private String position = LOST;
  private volatile String newest = "";
  private boolean isStreamingLists;
  private int unmarkedStreams;
  private int staleLists;
  private int failedResumes;

  /** That its client may not look has been said, and not yet that it may again. */
  private boolean isForbidden;

  private volatile Optional<EventStream> open = Optional.empty();
  private volatile boolean isClosed;

  /**
   * @param onList told each time that the store holds a whole list
   */
  Reflector(
      ResourceClient resource,
      InformerOptions options,
      Store store,
      Deliveries deliveries,
      RandomGenerator random,
      Runnable onList) {
    this.resource = resource;
    this.options = options;
    this.store = store;
    this.deliveries = deliveries;
    this.random = random;
    this.onList = onList;
    this.isStreamingLists = options.triesStreamedList();
    this.backoff = new Backoff(Duration.ofMillis(800), Duration.ofSeconds(30), random);
  }

  /** Up to which the store is known to be complete; "" before the first list. */
  String version() {
    return newest;
  }

  /**
   * Lists if need be, then watches until that ends.
   *
   * @return how long to wait before the next
   */
  Duration round() throws InterruptedException {
    try {
      if (position.equals(LOST) && !isStreamingLists) {
        list();
      }
      return watch();
    } catch (ApiFailure e) {
      return refused(e.status());
    } catch (TransportFailure e) {
      LOG.debug("{}: {}", resource.resource().groupResource(), e.getMessage());
      return backoff.next();
    } catch (BadJson e) {
      LOG.warn("{}: cannot be read, lists anew", resource.resource().groupResource(), e);
      position = LOST;
      return backoff.next();
    }
  }

  private Duration refused(ApiStatus status) {
    tell(status);
    if (status.code() == 410) {
      position = LOST;
    } else if (position.equals(LOST)) {
      if (isStreamingLists && (status.code() == 400 || status.code() == 422)) {
        isStreamingLists = false;
        return Duration.ZERO;
      }
    } else if (++failedResumes >= FAILED_RESUMES) {
      position = LOST;
      failedResumes = 0;
    }
    return backoff.next();
  }

  /** Rights stay away until somebody gives them: that is said once, not at each attempt. */
  private void tell(ApiStatus status) {
    String what = resource.resource().groupResource();
    boolean isDenied = status.code() == 401 || status.code() == 403;
    if (isDenied && !isForbidden) {
      isForbidden = true;
      LOG.warn("{}: tries again until it may list and watch: {}", what, status.message());
    } else {
      LOG.debug("{}: {}", what, status.message());
    }
  }

  private void allowed() {
    if (isForbidden) {
      isForbidden = false;
      LOG.info("{}: may list and watch now", resource.resource().groupResource());
    }
  }

  private void list() {
    ApiList all = resource.list(options.namespace(), options.what().at("", ""));
    begin(all.items().stream().map(options.transform()).toList(), all.resourceVersion());
  }

  /** A list of which nobody knows whether it is the newest is not the newest. */
  private void begin(List<ApiObject> present, String version) {
    boolean isStale = ResourceVersions.isOlder(version, newest);
    if (isStale && ++staleLists < STALE_LISTS) {
      throw TransportFailure.broken(
          "a list at %s after %s was seen".formatted(version, newest), null);
    }
    if (isStale) {
      LOG.warn(
          "{}: the server went back from {} to {}",
          resource.resource().groupResource(),
          newest,
          version);
    }
    staleLists = 0;
    store.replace(present, version, isStale);
    position = version;
    newest = version;
    onList.run();
  }

  private Duration watch() throws InterruptedException {
    boolean isBeginning = position.equals(LOST);
    long openedAt = resource.client().timing().nanos();
    boolean hasProgress = false;
    try (EventStream stream = resource.watch(options.namespace(), watchOptions(isBeginning))) {
      keepOpen(stream);
      allowed();
      if (isBeginning && !readBeginning(stream)) {
        return backoff.next();
      }
      hasProgress = isBeginning;
      for (var next = stream.next(); next.isPresent(); next = stream.next()) {
        deliveries.awaitRoom();
        apply(next.get());
        hasProgress = true;
        backoff.reset();
        failedResumes = 0;
      }
    } finally {
      open = Optional.empty();
    }
    long lived = resource.client().timing().nanos() - openedAt;
    return hasProgress || lived >= SHORT_LIVED.toNanos() ? Duration.ZERO : backoff.next();
  }

  private WatchOptions watchOptions(boolean isBeginning) {
    Duration timeout = SHORTEST_WATCH.plusSeconds(random.nextLong(SHORTEST_WATCH.toSeconds()));
    ListOptions what =
        isBeginning ? options.what().at("", "NotOlderThan") : options.what().at(position, "");
    return new WatchOptions(what, isBeginning, timeout);
  }

  /** Whether the stream said where its beginning ends. */
  private boolean readBeginning(EventStream stream) {
    Beginning beginning = new Beginning();
    for (var next = stream.next(); next.isPresent(); next = stream.next()) {
      switch (next.get()) {
        case WatchEvent.Added(ApiObject object) -> beginning.put(read(object));
        case WatchEvent.Modified(ApiObject object) -> beginning.put(read(object));
        case WatchEvent.Deleted(ApiObject object) -> beginning.remove(read(object));
        case WatchEvent.Bookmark mark -> {
          if (mark.endsInitialEvents()) {
            unmarkedStreams = 0;
            begin(beginning.objects(), versionOf(mark.object()));
            return true;
          }
        }
        case WatchEvent.Failed(ApiStatus status) -> throw new ApiFailure(status);
      }
    }
    if (!isClosed && ++unmarkedStreams >= UNMARKED_STREAMS) {
      isStreamingLists = false;
    }
    return false;
  }

  private void apply(WatchEvent event) {
    switch (event) {
      case WatchEvent.Added(ApiObject object) -> store.put(read(object));
      case WatchEvent.Modified(ApiObject object) -> store.put(read(object));
      case WatchEvent.Deleted(ApiObject object) -> store.remove(read(object));
      case WatchEvent.Bookmark _ -> {}
      case WatchEvent.Failed(ApiStatus status) -> throw new ApiFailure(status);
    }
    moveTo(versionOf(event));
  }

  private static String versionOf(WatchEvent event) {
    return switch (event) {
      case WatchEvent.Added(ApiObject object) -> versionOf(object);
      case WatchEvent.Modified(ApiObject object) -> versionOf(object);
      case WatchEvent.Deleted(ApiObject object) -> versionOf(object);
      case WatchEvent.Bookmark(ApiObject object) -> versionOf(object);
      case WatchEvent.Failed _ -> LOST;
    };
  }

  private static String versionOf(ApiObject object) {
    if (object.resourceVersion().isEmpty()) {
      throw new BadJson("an event without a resource version");
    }
    return object.resourceVersion();
  }

  private void moveTo(String version) {
    if (!ResourceVersions.isOlder(version, position)) {
      position = version;
      newest = version;
    }
  }

  private ApiObject read(ApiObject object) {
    if (object.name().isEmpty()) {
      throw new BadJson("an event about an object without a name");
    }
    return options.transform().apply(object);
  }

  private void keepOpen(EventStream stream) {
    open = Optional.of(stream);
    if (isClosed) {
      stream.close();
    }
  }

  /** Ends the round that is under way. Any thread. */
  void close() {
    isClosed = true;
    open.ifPresent(EventStream::close);
  }
}
