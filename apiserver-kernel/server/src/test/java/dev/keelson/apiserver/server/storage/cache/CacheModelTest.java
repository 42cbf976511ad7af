package dev.keelson.apiserver.server.storage.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.apiserver.server.storage.cache.CacheScene.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;

/**
 * Random writes, lists, watches and compactions, against a model that remembers every state there
 * ever was. With a window of a few events watches go through the store's history, are overtaken,
 * and come back, all the time.
 */
class CacheModelTest {
  private static final int STEPS = 120;

  /** An object as the model knows it. */
  private record Thing(ObjectName name, long revision, String app) {
    @Override
    public String toString() {
      return name + "@" + revision;
    }
  }

  /** Key to thing, as of each revision from 1 on, and what changed. */
  private final List<TreeMap<String, Thing>> states = new ArrayList<>();

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void listsAndWatchesTellWhatHappened(@ForAll long seed) {
    Random random = new Random(seed);
    int window = List.of(1, 3, 16, 16_384).get(random.nextInt(4));
    states.clear();
    states.add(new TreeMap<>()); // revision 0 never was
    states.add(new TreeMap<>());
    try (CacheScene scene = new CacheScene(Duration.ofSeconds(60), window)) {
      Run run = new Run(scene, random);
      for (int i = 0; i < STEPS; i++) {
        run.step();
      }
      run.finish();
    }
  }

  private final class Run {
    private final CacheScene scene;
    private final Random random;
    private final List<Reader> readers = new ArrayList<>();
    private final Map<String, Stored> live = new TreeMap<>();
    private long compacted;

    Run(CacheScene scene, Random random) {
      this.scene = scene;
      this.random = random;
    }

    private long head() {
      return states.size() - 1;
    }

    void step() {
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3, 4 -> write();
        case 5 -> list();
        case 6 -> exactList();
        case 7 -> watch();
        case 8, 9 -> readers.forEach(reader -> reader.readSome(random.nextInt(6)));
        case 10 -> readOneToTheEnd();
        default -> compactNowAndThen();
      }
    }

    private void write() {
      ObjectName name = new ObjectName(pick("m", "m-1", "n"), pick("a", "b", "c"));
      String key = name.namespace() + "/" + name.name();
      String app = pick("x", "y");
      Stored before = live.get(key);
      TreeMap<String, Thing> next = new TreeMap<>(states.getLast());
      if (before == null) {
        Stored now = scene.create(name.namespace(), name.name(), Map.of("app", app));
        live.put(key, now);
        next.put(key, new Thing(name, now.revision(), app));
      } else if (random.nextInt(3) == 0) {
        scene.delete(before);
        live.remove(key);
        next.remove(key);
      } else {
        Stored now = scene.update(before, Map.of("app", app));
        live.put(key, now);
        next.put(key, new Thing(name, now.revision(), app));
      }
      states.add(next);
      assertThat(scene.store.revision()).isEqualTo(head());
    }

    private String pick(String... from) {
      return from[random.nextInt(from.length)];
    }

    private Scope scope() {
      return new Scope(
          random.nextBoolean() ? "" : pick("m", "n"),
          random.nextInt(3) > 0 ? "" : pick("a", "b"),
          random.nextBoolean() ? "" : pick("x", "y"),
          random.nextBoolean());
    }

    private void list() {
      Scope scope = scope();
      Listing listing = scene.maps.list(ListQuery.of(scope.selection()));
      assertThat(listing.revision()).isEqualTo(head());
      assertThat(texts(listing)).isEqualTo(scope.in(states.getLast()));
    }

    private void exactList() {
      Scope scope = scope();
      long revision = 1 + random.nextLong(head());
      ListQuery query = ListQuery.of(scope.selection()).at("" + revision, "Exact").withLimit(2);
      List<String> seen = new ArrayList<>();
      try {
        Listing page = scene.maps.list(query);
        assertThat(page.revision()).isEqualTo(revision);
        seen.addAll(texts(page));
        while (!page.continueToken().isEmpty()) {
          page =
              scene.maps.list(
                  ListQuery.of(scope.selection()).withLimit(2).continued(page.continueToken()));
          assertThat(page.revision()).isEqualTo(revision);
          seen.addAll(texts(page));
        }
        assertThat(revision).isGreaterThanOrEqualTo(compacted);
        assertThat(seen).isEqualTo(scope.in(states.get((int) revision)));
      } catch (ApiFailure e) {
        assertThat(e.status().code()).isEqualTo(410);
        assertThat(revision).isLessThan(compacted);
      }
    }

    private void watch() {
      if (readers.size() < 6) {
        readers.add(new Reader(scene, scope(), random.nextBoolean() ? -1 : start(), head()));
      }
    }

    private long start() {
      return 1 + random.nextLong(head());
    }

    private void readOneToTheEnd() {
      if (!readers.isEmpty()) {
        Reader reader = readers.remove(random.nextInt(readers.size()));
        scene.settle();
        reader.readAll(head(), compacted);
        reader.client.feed.close();
      }
    }

    private void compactNowAndThen() {
      if (random.nextInt(4) == 0 && head() > compacted) {
        compacted = compacted + 1 + random.nextLong(head() - compacted);
        scene.compact(compacted);
      }
    }

    void finish() {
      scene.settle();
      readers.forEach(reader -> reader.readAll(head(), compacted));
      list();
    }
  }

  private static List<String> texts(Listing listing) {
    return listing.items().stream().map(Stored::toString).toList();
  }

  /** "" is any. */
  private record Scope(String namespace, String name, String app, boolean isPinned) {
    Selection selection() {
      Selection selection = Selection.in(namespace).named(name);
      if (app.isEmpty()) {
        return selection;
      }
      return isPinned
          ? selection.pinned(app, "metadata", "labels", "app")
          : selection.withLabels(labels -> app.equals(labels.get("app")));
    }

    boolean has(@Nullable Thing thing) {
      Predicate<String> isAny = String::isEmpty;
      return thing != null
          && (isAny.test(namespace) || namespace.equals(thing.name().namespace()))
          && (isAny.test(name) || name.equals(thing.name().name()))
          && (isAny.test(app) || app.equals(thing.app()));
    }

    List<String> in(Map<String, Thing> state) {
      return state.values().stream().filter(this::has).map(Thing::toString).toList();
    }
  }

  /** A client: it reads, and begins again from where it was when it sees the end. */
  private final class Reader {
    private final CacheScene scene;
    private final Scope scope;
    private final List<String> expectedState;
    private Client client;
    private long seen;
    private int stateRead;

    /** {@code start} -1: with what is there. */
    Reader(CacheScene scene, Scope scope, long start, long head) {
      this.scene = scene;
      this.scope = scope;
      this.seen = start < 0 ? head : start;
      this.expectedState = start < 0 ? scope.in(states.getLast()) : List.of();
      this.client =
          scene.watch(WatchQuery.of(scope.selection(), start < 0 ? "" : Long.toString(start)));
    }

    void readSome(int most) {
      for (int i = 0; i < most && take(client.poll()); i++) {}
    }

    /** Everything up to {@code head}, unless history is gone. */
    void readAll(long head, long compacted) {
      while (nextOf(scope, seen, head).isPresent() || stateRead < expectedState.size()) {
        WatchFeed.Next next = client.next();
        if (next instanceof WatchFeed.Next.Failure(var status)) {
          assertThat(status.code()).isEqualTo(410);
          assertThat(seen).isLessThan(compacted);
          return;
        }
        take(next);
      }
      for (WatchFeed.Next next = client.poll();
          !(next instanceof WatchFeed.Next.Nothing);
          next = client.poll()) {
        if (next instanceof WatchFeed.Next.Change) {
          fail("one too many: " + Client.line(next));
        }
        if (next instanceof WatchFeed.Next.End || next instanceof WatchFeed.Next.Failure) {
          return;
        }
      }
    }

    /** Whether there may be more. */
    private boolean take(WatchFeed.Next next) {
      switch (next) {
        case WatchFeed.Next.Change(var type, var stored) -> {
          String line = Client.line(next);
          if (stateRead < expectedState.size()) {
            assertThat(line).isEqualTo("ADDED " + expectedState.get(stateRead++));
          } else {
            assertThat(line).isEqualTo(nextOf(scope, seen, states.size() - 1L).orElse("nothing"));
            seen = stored.revision();
            assertThat(scope.app().isEmpty() || scope.app().equals(stored.labels().get("app")))
                .as("%s has the state that was selected", type)
                .isTrue();
          }
          return true;
        }
        case WatchFeed.Next.End _ -> {
          assertThat(stateRead).isEqualTo(expectedState.size());
          client = scene.watch(WatchQuery.of(scope.selection(), Long.toString(seen)));
          return false;
        }
        case WatchFeed.Next.Failure(var status) -> {
          assertThat(status.code()).isEqualTo(410);
          return false;
        }
        case WatchFeed.Next.Nothing _ -> {
          return false;
        }
        case WatchFeed.Next.Bookmark _ -> throw new AssertionError("not asked for");
      }
    }
  }

  /** What a watch of that scope sees next after a revision. */
  private Optional<String> nextOf(Scope scope, long after, long head) {
    for (long revision = after + 1; revision <= head; revision++) {
      TreeMap<String, Thing> before = states.get((int) revision - 1);
      TreeMap<String, Thing> now = states.get((int) revision);
      TreeMap<String, Thing> keys = new TreeMap<>(before);
      keys.putAll(now);
      for (String key : keys.keySet()) {
        Thing was = before.get(key);
        Thing is = now.get(key);
        if (was == null ? is != null : !was.equals(is)) {
          boolean wasIn = scope.has(was);
          if (scope.has(is)) {
            return Optional.of((wasIn ? "MODIFIED " : "ADDED ") + is);
          }
          if (wasIn) {
            return Optional.of("DELETED " + was.name() + "@" + revision);
          }
        }
      }
    }
    return Optional.empty();
  }
}
