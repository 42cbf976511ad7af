package dev.keelson.apiserver.server.storage.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.apiserver.server.storage.cache.CacheScene.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only shows when everything happens at once. */
class CacheUnderLoadTest {
  private static final int WRITERS = 3;
  private static final int WRITES = 800;

  /** In a small window readers are overtaken; they go on from where they were. */
  @ParameterizedTest
  @ValueSource(ints = {32, 16_384})
  void everyReaderSeesEveryChangeOnceInOrder(int window) throws Exception {
    try (CacheScene scene = new CacheScene(Duration.ofSeconds(60), window);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        String namespace = "n" + writer;
        all.add(threads.submit(() -> write(scene, namespace)));
        all.add(threads.submit(() -> read(scene, Selection.in(namespace), WRITES)));
        all.add(
            threads.submit(
                () -> read(scene, Selection.of(new ObjectName(namespace, "a")), WRITES / 2)));
      }
      all.add(threads.submit(() -> read(scene, Selection.ALL, WRITERS * WRITES)));
      for (Future<?> each : all) {
        each.get();
      }
    }
  }

  private static Void write(CacheScene scene, String namespace) {
    Stored[] last = {scene.create(namespace, "a"), scene.create(namespace, "b")};
    for (int i = 2; i < WRITES; i++) {
      Stored now = scene.update(last[i % 2], Map.of("i", "" + i));
      last[i % 2] = now;
      if (i % 20 == 0) {
        Listing listing = scene.maps.list(ListQuery.of(Selection.in(namespace)));
        assertThat(listing.revision()).isGreaterThanOrEqualTo(now.revision());
        assertThat(listing.items().stream().map(Stored::revision))
            .as("a list sees what its writer wrote before")
            .contains(now.revision(), last[(i + 1) % 2].revision());
      }
    }
    return null;
  }

  private static Void read(CacheScene scene, Selection selection, int changes) {
    long seen = 1;
    Client client = scene.watch(WatchQuery.of(selection, "1"));
    for (int read = 0; read < changes; ) {
      WatchFeed.Next next = client.next();
      switch (next) {
        case WatchFeed.Next.Change(var type, var stored) -> {
          assertThat(stored.revision()).isGreaterThan(seen);
          assertThat(selection.covers(stored.name())).isTrue();
          assertThat(type)
              .isEqualTo(
                  stored.labels().isEmpty() ? WatchFeed.Type.ADDED : WatchFeed.Type.MODIFIED);
          seen = stored.revision();
          read++;
        }
        case WatchFeed.Next.End _ ->
            client = scene.watch(WatchQuery.of(selection, Long.toString(seen)));
        default -> throw new AssertionError(Client.line(next));
      }
    }
    client.feed.close();
    return null;
  }

  @Test
  void manyConsistentListsAtOnce() throws Exception {
    try (CacheScene scene = new CacheScene();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Long>> calls = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String name = "o" + i;
        calls.add(
            () -> {
              Stored made = scene.create("n", name);
              return scene.maps.list(ListQuery.of(Selection.in("n"))).items().stream()
                  .filter(item -> item.revision() == made.revision())
                  .count();
            });
      }
      for (Future<Long> found : threads.invokeAll(calls)) {
        assertThat(found.get()).isEqualTo(1);
      }
    }
  }
}
