package dev.keelson.apiserver.server.storage.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.apiserver.server.storage.Things;
import dev.keelson.apiserver.server.storage.cache.CacheScene.Client;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacherWatchTest {
  private final CacheScene scene = new CacheScene();

  @AfterEach
  void close() {
    scene.close();
  }

  private static WatchQuery all(String version) {
    return WatchQuery.of(Selection.ALL, version);
  }

  @Test
  void fromARevisionOnTheLiveAndThePast() {
    Stored a = scene.create("n", "a");
    scene.create("n", "b");
    // The cache begins here: what was before comes from the store's history.
    Client early = scene.watch(all("2"));
    scene.settle();
    Client late = scene.watch(all("3"));
    a = scene.update(a, Map.of("v", "2"));
    scene.delete(a);
    assertThat(early.line()).isEqualTo("ADDED n/b@3");
    assertThat(early.line()).isEqualTo("MODIFIED n/a@4");
    assertThat(early.line()).isEqualTo("DELETED n/a@5");
    assertThat(late.line()).isEqualTo("MODIFIED n/a@4");
    assertThat(late.line()).isEqualTo("DELETED n/a@5");
    scene.settle();
    assertThat(early.lines()).isEmpty();
    assertThat(late.lines()).isEmpty();
    assertThat(scene.watch(all("4")).line()).isEqualTo("DELETED n/a@5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0"})
  void whatIsThereAndThenWhatComes(String version) {
    scene.create("n", "b");
    Stored a = scene.create("n", "a");
    scene.settle();
    Client client = scene.watch(all(version));
    scene.delete(a);
    assertThat(client.line()).isEqualTo("ADDED n/a@3");
    assertThat(client.line()).isEqualTo("ADDED n/b@2");
    assertThat(client.line()).isEqualTo("DELETED n/a@4");
  }

  @Test
  void aRevisionToComeIsWaitedFor() {
    Client client = scene.watch(all("3"));
    scene.create("n", "a");
    scene.create("n", "b");
    scene.create("n", "c");
    assertThat(client.line()).isEqualTo("ADDED n/c@4");
  }

  @Test
  void selectorsTurnChangesIntoComingAndGoing() {
    Client client =
        scene.watch(
            WatchQuery.of(Selection.ALL.withLabels(labels -> "x".equals(labels.get("app"))), "1"));
    Stored a = scene.create("n", "a", Map.of("app", "y"));
    a = scene.update(a, Map.of("app", "x"));
    a = scene.update(a, Map.of("app", "x", "v", "2"));
    a = scene.update(a, Map.of("app", "z"));
    a = scene.update(a, Map.of("app", "w"));
    a = scene.update(a, Map.of("app", "x"));
    scene.delete(a);
    scene.settle();
    assertThat(client.line()).isEqualTo("ADDED n/a@3");
    assertThat(client.line()).isEqualTo("MODIFIED n/a@4");
    WatchFeed.Next gone = client.next();
    assertThat(Client.line(gone)).isEqualTo("DELETED n/a@5");
    assertThat(((WatchFeed.Next.Change) gone).stored().labels())
        .isEqualTo(Map.of("app", "x", "v", "2"));
    assertThat(client.lines()).containsExactly("ADDED n/a@7", "DELETED n/a@8");
  }

  @Test
  void scopesSeeTheirOwn() {
    scene.settle();
    Client ofAll = scene.watch(all("1"));
    Client ofNamespace = scene.watch(WatchQuery.of(Selection.in("n"), "1"));
    Client ofObject = scene.watch(WatchQuery.of(Selection.in("n").named("a"), "1"));
    Client ofName = scene.watch(WatchQuery.of(Selection.ALL.named("a"), "1"));
    for (Client each : new Client[] {ofAll, ofNamespace, ofObject, ofName}) {
      assertThat(each.lines()).isEmpty(); // parked
    }
    scene.create("m", "a");
    scene.create("n", "a");
    scene.create("n", "b");
    scene.settle();
    assertThat(ofAll.lines()).containsExactly("ADDED m/a@2", "ADDED n/a@3", "ADDED n/b@4");
    assertThat(ofNamespace.lines()).containsExactly("ADDED n/a@3", "ADDED n/b@4");
    assertThat(ofObject.lines()).containsExactly("ADDED n/a@3");
    assertThat(ofName.lines()).containsExactly("ADDED m/a@2", "ADDED n/a@3");
    assertThat(scene.watches()).isEqualTo(4);
    ofName.feed.close();
    assertThat(ofName.line()).isEqualTo("end");
    assertThat(scene.watches()).isEqualTo(3);
  }

  @Test
  void whoAsksForOneValueSeesItComeAndGo() {
    Client of1 =
        scene.watch(WatchQuery.of(Selection.ALL.pinned("1", "metadata", "labels", "on"), "1"));
    Client ofNone =
        scene.watch(WatchQuery.of(Selection.in("n").pinned("", "metadata", "labels", "on"), "1"));
    assertThat(of1.lines()).isEmpty();
    assertThat(ofNone.lines()).isEmpty();
    Stored a = scene.create("n", "a");
    scene.create("m", "a");
    a = scene.update(a, Map.of("on", "1"));
    a = scene.update(a, Map.of("on", "1", "v", "2"));
    a = scene.update(a, Map.of("on", "2"));
    a = scene.update(a, Map.of("on", "1"));
    scene.delete(a);
    scene.settle();
    assertThat(of1.lines())
        .containsExactly(
            "ADDED n/a@4", "MODIFIED n/a@5", "DELETED n/a@6", "ADDED n/a@7", "DELETED n/a@8");
    assertThat(ofNone.lines()).containsExactly("ADDED n/a@2", "DELETED n/a@4");
    Selection none = Selection.ALL.pinned("", "metadata", "labels", "on");
    assertThat(scene.maps.list(ListQuery.of(none)).items()).hasSize(1);
    assertThat(scene.watches()).isEqualTo(2);
    of1.feed.close();
    ofNone.feed.close();
    assertThat(scene.watches()).isZero();
  }

  @Test
  void everybodySharesOneObject() {
    Client one = scene.watch(all("1"));
    Client other = scene.watch(WatchQuery.of(Selection.in("n"), "1"));
    scene.create("n", "a");
    WatchFeed.Next.Change first = (WatchFeed.Next.Change) one.next();
    WatchFeed.Next.Change second = (WatchFeed.Next.Change) other.next();
    assertThat(first.stored()).isSameAs(second.stored());
    Object made = first.stored().memo("k", Stored::toString);
    assertThat(second.stored().<Object>memo("k", _ -> new Object())).isSameAs(made);
  }

  @Test
  void bookmarksEveryMinuteAndBeforeTheEnd() {
    Client client = scene.watch(all("1").withBookmarks().timingOut(100));
    Client without = scene.watch(all("1").timingOut(100));
    scene.create("n", "a");
    scene.settle();
    assertThat(client.lines()).containsExactly("ADDED n/a@2");
    assertThat(without.lines()).containsExactly("ADDED n/a@2");
    pass(59);
    assertThat(client.lines()).isEmpty();
    // Something that is not of this resource: the bookmark tells of it all the same.
    Things.done(scene.objects.create(Things.NODES, Things.node("x"), 0));
    pass(1);
    assertThat(client.line()).isEqualTo("BOOKMARK 3");
    assertThat(client.lines()).isEmpty();
    pass(37);
    assertThat(client.lines()).isEmpty();
    pass(1);
    assertThat(client.line()).isEqualTo("BOOKMARK 3");
    pass(2);
    assertThat(client.line()).isEqualTo("end");
    assertThat(without.lines()).containsExactly("end");
    assertThat(scene.watches()).isZero();
  }

  @Test
  void theClockWakesWhoIsDue() throws InterruptedException {
    Client client = scene.watch(all("1").withBookmarks());
    assertThat(client.lines()).isEmpty();
    client.forgetWakes();
    scene.now = scene.now.plusSeconds(60);
    scene.cachers.tick();
    assertThat(client.isWoken()).isTrue();
    assertThat(client.lines()).containsExactly("BOOKMARK 1");
  }

  /** After the writer has looked at the clock. */
  private void pass(long seconds) {
    scene.now = scene.now.plusSeconds(seconds);
    scene.cachers.tick();
    scene.settle();
  }

  @Test
  void aWatchWithoutTimeoutEndsWithinTheHour() {
    Client client = scene.watch(all("1"));
    pass(1799);
    assertThat(client.lines()).isEmpty();
    pass(1802);
    assertThat(client.lines()).containsExactly("end");
  }

  @Test
  void theEndOfWhatWasThereIsMarked() {
    scene.create("n", "a");
    scene.create("n", "b");
    Things.done(scene.objects.create(Things.NODES, Things.node("x"), 0));
    Client client = scene.watch(all("").sendingInitialEvents(true).withBookmarks());
    scene.create("n", "c");
    assertThat(client.line()).isEqualTo("ADDED n/a@2");
    assertThat(client.line()).isEqualTo("ADDED n/b@3");
    assertThat(client.line()).isEqualTo("BOOKMARK 4 ends");
    assertThat(client.line()).isEqualTo("ADDED n/c@5");

    Client unmarked = scene.watch(all("").sendingInitialEvents(true));
    scene.create("n", "d");
    scene.settle();
    assertThat(unmarked.lines())
        .containsExactly("ADDED n/a@2", "ADDED n/b@3", "ADDED n/c@5", "ADDED n/d@6");

    Client none = scene.watch(all("").sendingInitialEvents(false));
    Client sinceThen = scene.watch(all("5").sendingInitialEvents(true).withBookmarks());
    scene.create("n", "e");
    scene.settle();
    assertThat(none.lines()).containsExactly("ADDED n/e@7");
    assertThat(sinceThen.lines()).hasSize(6).contains("BOOKMARK 6 ends").endsWith("ADDED n/e@7");
  }

  @Test
  void initialEventsOfAFutureRevisionFailInTheStream() {
    try (CacheScene hasty = new CacheScene(Duration.ofMillis(20), 64)) {
      Client client = hasty.watch(all("100").sendingInitialEvents(true).withBookmarks());
      assertThat(client.lines())
          .containsExactly("ERROR 504 Timeout: Too large resource version: 100, current: 1", "end");
    }
  }

  @Test
  void aCompactedStartFailsInTheStream() {
    Stored a = scene.create("n", "a");
    a = scene.update(a, Map.of("v", "2"));
    a = scene.update(a, Map.of("v", "3"));
    scene.compact(a.revision());
    try (Cachers another = scene.another()) {
      Client client = new Client(another.of(CacheScene.MAPS).watch(all("1")));
      assertThat(client.line())
          .isEqualTo("ERROR 410 The resourceVersion for the provided watch is too old.");
      assertThat(client.line()).isEqualTo("end");
    }
  }

  /** A client that comes back to a server that was started anew goes on without a new list. */
  @Test
  void whatWasBeforeTheCacheIsReadFromTheStore() {
    Stored a = scene.create("n", "a", Map.of("app", "x"));
    a = scene.update(a, Map.of("app", "y"));
    scene.create("m", "b");
    scene.delete(a);
    scene.create("n", "c");
    try (Cachers another = scene.another()) {
      Cacher maps = another.of(CacheScene.MAPS);
      maps.list(ListQuery.of(Selection.ALL));
      Client inN = new Client(maps.watch(WatchQuery.of(Selection.in("n"), "1")));
      Client ofX =
          new Client(
              maps.watch(
                  WatchQuery.of(
                      Selection.ALL.withLabels(labels -> "x".equals(labels.get("app"))), "1")));
      assertThat(inN.line()).isEqualTo("ADDED n/a@2");
      assertThat(inN.line()).isEqualTo("MODIFIED n/a@3");
      assertThat(inN.line()).isEqualTo("DELETED n/a@5");
      assertThat(ofX.line()).isEqualTo("ADDED n/a@2");
      assertThat(ofX.line()).isEqualTo("DELETED n/a@3");
      assertThat(inN.line()).isEqualTo("ADDED n/c@6");
      scene.create("n", "d");
      assertThat(inN.line()).isEqualTo("ADDED n/d@7");
      scene.create("n", "e", Map.of("app", "x"));
      assertThat(inN.line()).isEqualTo("ADDED n/e@8");
      assertThat(ofX.line()).isEqualTo("ADDED n/e@8");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | '' | true | sendInitialEvents requires setting resourceVersionMatch to NotOlderThan",
        "'' | Exact | true | sendInitialEvents requires setting resourceVersionMatch to",
        "1 | NotOlderThan | | resourceVersionMatch is forbidden for watch unless sendInitialEvents",
      })
  void whatDoesNotGoTogetherIsRefused(
      String version, String match, Boolean initial, String message) {
    WatchQuery query =
        new WatchQuery(Selection.ALL, version, match, Optional.ofNullable(initial), true, 0, "");
    assertThatThrownBy(() -> scene.maps.watch(query))
        .isInstanceOfSatisfying(
            ApiFailure.class, failure -> assertThat(failure.status().code()).isEqualTo(422))
        .hasMessageContaining(message);
  }

  @Test
  void aVersionThatIsNoNumberIsToldAsUpstreamDoes() {
    WatchQuery query = new WatchQuery(Selection.ALL, "x", "", Optional.empty(), true, 0, "");
    assertThatThrownBy(() -> scene.maps.watch(query))
        .isInstanceOfSatisfying(
            ApiFailure.class, failure -> assertThat(failure.status().code()).isEqualTo(500))
        .hasMessageStartingWith("resourceVersion: Invalid value: \"x\": strconv.ParseUint");
  }

  @Test
  void whoIsOvertakenSeesTheEndAndGoesOnFromWhereHeWas() {
    try (CacheScene small = new CacheScene(Duration.ofSeconds(30), 8)) {
      small.settle();
      Client slow = small.watch(all("1"));
      Client idle = small.watch(WatchQuery.of(Selection.in("other"), "1"));
      assertThat(idle.lines()).isEmpty();
      small.create("n", "first");
      assertThat(slow.line()).isEqualTo("ADDED n/first@2");
      for (int i = 0; i < 20; i++) {
        small.create("n", "o" + i);
      }
      small.settle();
      assertThat(slow.line()).isEqualTo("end");
      Client again = small.watch(all("2"));
      for (int i = 0; i < 20; i++) {
        assertThat(again.line()).isEqualTo("ADDED n/o" + i + "@" + (3 + i));
      }
      // What does not concern somebody does not overtake him.
      small.create("other", "it");
      assertThat(idle.line()).isEqualTo("ADDED other/it@23");
    }
  }

  @Test
  void watchesEndWhenTheCachesDo() {
    Client client = scene.watch(all("1"));
    assertThat(client.lines()).isEmpty();
    scene.cachers.close();
    assertThat(client.line()).isEqualTo("end");
  }
}
