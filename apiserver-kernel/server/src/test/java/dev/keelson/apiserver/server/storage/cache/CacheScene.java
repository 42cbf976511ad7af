package dev.keelson.apiserver.server.storage.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.server.resource.Resource;
import dev.keelson.apiserver.server.storage.Memos;
import dev.keelson.apiserver.server.storage.ObjectCodec;
import dev.keelson.apiserver.server.storage.ObjectStore;
import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.apiserver.server.storage.Things;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.LocalKvStore;
import dev.keelson.mvcc.engine.MemoryEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A store, its caches, and a clock that is turned by hand. */
final class CacheScene implements AutoCloseable {
  static final Resource MAPS = Things.CONFIG_MAPS;
  private static final ObjectCodec CODEC = ObjectCodec.ofJson();

  volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
  final LocalKvStore store = LocalKvStore.open(new MemoryEngine(), () -> now);
  final CacheSettings settings;
  final ObjectStore objects;
  final Cachers cachers;
  final Cacher maps;

  CacheScene() {
    this(Duration.ofSeconds(30), 16_384);
  }

  CacheScene(Duration longestWait, int windowEvents) {
    settings =
        new CacheSettings(
            new Memos(1 << 20),
            () -> now,
            new Random(1),
            longestWait,
            Duration.ofSeconds(60),
            Duration.ofMinutes(1),
            Duration.ZERO,
            windowEvents);
    objects = new ObjectStore(store, CODEC, () -> now, new Random(1));
    cachers = new Cachers(store, CODEC, settings);
    maps = cachers.of(MAPS);
  }

  /** Another server on the same store, which knows nothing yet. */
  Cachers another() {
    return new Cachers(store, CODEC, settings);
  }

  @Override
  public void close() {
    cachers.close();
    store.close();
  }

  Stored create(String namespace, String name) {
    return create(namespace, name, Map.of());
  }

  Stored create(String namespace, String name, Map<String, String> labels) {
    return Things.done(objects.create(MAPS, Things.configMap(namespace, name, labels), 0));
  }

  Stored update(Stored before, Map<String, String> labels) {
    ObjectName name = before.name();
    ApiObject next = Things.configMap(name.namespace(), name.name(), labels);
    return Things.done(objects.update(MAPS, next, before.revision()));
  }

  Stored delete(Stored before) {
    return Things.done(objects.delete(MAPS, before.name(), before.revision()));
  }

  int watches() {
    return cachers.stats().getFirst().watches();
  }

  void compact(long revision) {
    store.submit(new Command.Compact(revision)).join().orThrow();
  }

  /** Returns when everything written so far was told to all watches. */
  void settle() {
    maps.list(ListQuery.of(Selection.of(new ObjectName("nowhere", "nothing"))));
  }

  Client watch(WatchQuery query) {
    return new Client(maps.watch(query));
  }

  /** Who reads a watch, and waits for it. */
  static final class Client {
    final WatchFeed feed;
    private final Semaphore woken = new Semaphore(0);

    Client(WatchFeed feed) {
      this.feed = feed;
      feed.onReady(woken::release);
    }

    /** Whether it is woken, after having seen all. */
    boolean isWoken() throws InterruptedException {
      return woken.tryAcquire(60, TimeUnit.SECONDS);
    }

    void forgetWakes() {
      woken.drainPermits();
    }

    WatchFeed.Next poll() {
      return feed.poll();
    }

    /** The next that is something. */
    WatchFeed.Next next() {
      try {
        for (WatchFeed.Next next = feed.poll(); ; next = feed.poll()) {
          if (!(next instanceof WatchFeed.Next.Nothing)) {
            return next;
          }
          assertThat(woken.tryAcquire(60, TimeUnit.SECONDS)).as("woken").isTrue();
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    String line() {
      return line(next());
    }

    /** All there is, as lines; {@link CacheScene#settle} before. */
    List<String> lines() {
      List<String> lines = new ArrayList<>();
      for (WatchFeed.Next next = feed.poll(); ; next = feed.poll()) {
        if (next instanceof WatchFeed.Next.Nothing) {
          return lines;
        }
        lines.add(line(next));
        if (next instanceof WatchFeed.Next.End) {
          return lines;
        }
      }
    }

    static String line(WatchFeed.Next next) {
      return switch (next) {
        case WatchFeed.Next.Change(WatchFeed.Type type, Stored stored) -> {
          assertThat(stored.object().resourceVersion()).isEqualTo(Long.toString(stored.revision()));
          yield type + " " + stored;
        }
        case WatchFeed.Next.Bookmark(long revision, boolean ends) ->
            "BOOKMARK " + revision + (ends ? " ends" : "");
        case WatchFeed.Next.Failure(var status) ->
            "ERROR " + status.code() + " " + status.message();
        case WatchFeed.Next.Nothing _ -> "nothing";
        case WatchFeed.Next.End _ -> "end";
      };
    }
  }
}
