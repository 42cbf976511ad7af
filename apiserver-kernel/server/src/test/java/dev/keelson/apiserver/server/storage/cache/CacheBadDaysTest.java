package dev.keelson.apiserver.server.storage.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.server.storage.Memos;
import dev.keelson.apiserver.server.storage.ObjectCodec;
import dev.keelson.apiserver.server.storage.ObjectStore;
import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.apiserver.server.storage.Things;
import dev.keelson.apiserver.server.storage.cache.CacheScene.Client;
import dev.keelson.mvcc.LocalKvStore;
import dev.keelson.mvcc.Refusal;
import dev.keelson.mvcc.engine.MemoryEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A store that does not answer, or whose watches break off. */
class CacheBadDaysTest {
  private static final ListQuery ALL = ListQuery.of(Selection.ALL);

  private final FaultyStore store =
      new FaultyStore(LocalKvStore.open(new MemoryEngine(), () -> Instant.EPOCH));
  private final CacheSettings settings =
      new CacheSettings(
          new Memos(1 << 20),
          () -> Instant.EPOCH,
          new Random(1),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofMinutes(1),
          Duration.ZERO,
          1024);
  private final ObjectStore objects =
      new ObjectStore(store, ObjectCodec.ofJson(), settings.clock(), new Random(1));
  private final Cachers cachers = new Cachers(store, ObjectCodec.ofJson(), settings);

  @AfterEach
  void close() {
    cachers.close();
    store.close();
  }

  private Stored create(String name) {
    return Things.done(
        objects.create(Things.CONFIG_MAPS, Things.configMap("n", name, Map.of()), 0));
  }

  @ParameterizedTest
  @CsvSource({
    "NO_LEADER, 500, etcdserver: no leader",
    "TIMEOUT, 500, etcdserver: request timed out",
    "NO_SPACE, 500, etcdserver: mvcc: database space exceeded",
    "STOPPED, 503, etcdserver: server stopped"
  })
  void whatTheStoreRefusesIsSaidAsUpstreamSaysIt(Refusal.Plain why, int code, String message) {
    Cacher maps = cachers.of(Things.CONFIG_MAPS);
    create("a");
    maps.list(ALL);
    store.refusingReads = Optional.of(why);
    store.refusingWrites = Optional.of(why);
    ApiFailure list = catchThrowableOfType(ApiFailure.class, () -> maps.list(ALL));
    ApiFailure write = catchThrowableOfType(ApiFailure.class, () -> create("b"));
    ApiFailure get =
        catchThrowableOfType(
            ApiFailure.class, () -> maps.get(new ObjectName("n", "a"), Freshness.of("")));
    for (ApiFailure each : new ApiFailure[] {list, write, get}) {
      assertThat(each.status().code()).isEqualTo(code);
      assertThat(each.status().message()).isEqualTo(message);
    }
    assertThat(maps.list(ALL.at("0", "")).items()).hasSize(1);
    store.refusingReads = Optional.empty();
    store.refusingWrites = Optional.empty();
    create("b");
    assertThat(maps.list(ALL).items()).hasSize(2);
  }

  @Test
  void aCacheThatCannotBeginSaysWhyAndBeginsLater() {
    store.refusingReads = Optional.of(Refusal.Plain.NO_LEADER);
    Cacher maps = cachers.of(Things.CONFIG_MAPS);
    ApiFailure failure = catchThrowableOfType(ApiFailure.class, () -> maps.list(ALL.at("0", "")));
    assertThat(failure.status().code()).isEqualTo(500);
    assertThat(cachers.isReady()).isFalse();
    create("a");
    store.refusingReads = Optional.empty();
    assertThat(maps.list(ALL.at("0", "")).items()).hasSize(1);
    assertThat(cachers.isReady()).isTrue();
  }

  @Test
  void afterABrokenWatchTheCacheIsReadAnewAndWatchesEnd() {
    Cacher maps = cachers.of(Things.CONFIG_MAPS);
    create("a");
    Client client = new Client(maps.watch(WatchQuery.of(Selection.ALL, "1")));
    assertThat(client.line()).isEqualTo("ADDED n/a@2");
    assertThat(client.poll()).isInstanceOf(WatchFeed.Next.Nothing.class);
    store.breakWatches();
    assertThat(client.line()).isEqualTo("end");
    create("b");
    assertThat(maps.list(ALL).items()).hasSize(2);
    // Who comes back misses nothing.
    Client again = new Client(maps.watch(WatchQuery.of(Selection.ALL, "2")));
    assertThat(again.line()).isEqualTo("ADDED n/b@3");
    create("c");
    assertThat(again.line()).isEqualTo("ADDED n/c@4");
  }

  @Test
  void aChangeOfLeadersIsNotToldToReaders() {
    Cacher maps = cachers.of(Things.CONFIG_MAPS);
    create("a");
    maps.list(ALL);
    store.refusingReads = Optional.of(Refusal.Plain.LEADER_CHANGED);
    int before = store.reads;
    ApiFailure failure = catchThrowableOfType(ApiFailure.class, () -> maps.list(ALL));
    assertThat(failure.status().message()).isEqualTo("etcdserver: leader changed");
    assertThat(store.reads - before).as("tries").isEqualTo(4);
  }
}
