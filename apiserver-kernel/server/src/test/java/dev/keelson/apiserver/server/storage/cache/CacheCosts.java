package dev.keelson.apiserver.server.storage.cache;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonWriter;
import dev.keelson.apiserver.server.storage.Memos;
import dev.keelson.apiserver.server.storage.ObjectCodec;
import dev.keelson.apiserver.server.storage.Things;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.LocalKvStore;
import dev.keelson.mvcc.Outcome;
import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * What caches cost, in figures; a program and no test. Arguments: how many objects (100000).
 *
 * <p>Run it with {@code java -Xmx2g -cp …}.
 */
final class CacheCosts {
  private static final int LIVE_WATCHERS = 1000;

  private final LocalKvStore store = LocalKvStore.inMemory();
  private final int objects;

  private CacheCosts(int objects) {
    this.objects = objects;
  }

  public static void main(String[] args) {
    new CacheCosts(args.length > 0 ? Integer.parseInt(args[0]) : 100_000).run();
  }

  private static byte[] object(int i, String data) {
    JsonObject metadata =
        JsonObject.builder()
            .put("name", "o" + i)
            .put("namespace", "ns" + i % 100)
            .put("uid", "0b0f2b1e-7a5c-4f0e-9d2a-" + (100_000_000_000L + i))
            .put("labels", JsonObject.ofText(Map.of("app", "a" + i % 50, "tier", "web")))
            .build();
    return JsonWriter.bytes(
        JsonObject.builder()
            .put("kind", "ConfigMap")
            .put("apiVersion", "v1")
            .put("metadata", metadata)
            .put("spec", JsonObject.ofText(Map.of("nodeName", "node" + i % 200)))
            .put(
                "items",
                JsonArray.ofText(IntStream.range(0, 60).mapToObj(n -> "item number " + n).toList()))
            .put("data", JsonObject.ofText(Map.of("d", data.repeat(60))))
            .build());
  }

  private static Bytes key(int i) {
    return Bytes.of("/registry/configmaps/ns" + i % 100 + "/o" + i);
  }

  private CompletableFuture<?> put(int i, String data) {
    return store
        .submit(Command.Put.of(key(i), Bytes.wrap(object(i, data))))
        .thenApply(Outcome::orThrow);
  }

  private void putAll(String data) {
    List<CompletableFuture<?>> puts = new ArrayList<>();
    for (int i = 0; i < objects; i++) {
      puts.add(put(i, data));
    }
    CompletableFuture.allOf(puts.toArray(CompletableFuture[]::new)).join();
  }

  private void run() {
    CacheSettings settings =
        new CacheSettings(
            new Memos(32 << 20),
            InstantSource.system(),
            new SecureRandom(),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofMinutes(1),
            Duration.ofSeconds(1),
            16_384);
    putAll("x");
    long stored = objects * (long) object(12345, "x").length;
    read(settings);
    read(settings);
    long before = heap();
    try (Cachers cachers = new Cachers(store, ObjectCodec.ofJson(), settings)) {
      Cacher maps = cachers.of(Things.CONFIG_MAPS);
      maps.list(ListQuery.of(Selection.in("none")));
      say("%,d objects of %,d bytes", objects, stored / objects);
      say("heap: %.2f of what is stored", (heap() - before) / (double) stored);
      lists(maps);
      absorb(maps);
      fanOut(maps);
      store.compactPhysically(store.revision()).join().orThrow();
      say(
          "heap after that, with what the store itself remembers: %.2f of what is stored",
          (heap() - before) / (double) stored);
    }
    store.close();
  }

  private void read(CacheSettings settings) {
    try (Cachers cachers = new Cachers(store, ObjectCodec.ofJson(), settings)) {
      long start = System.nanoTime();
      cachers.of(Things.CONFIG_MAPS).list(ListQuery.of(Selection.in("none")));
      say("read in %s", since(start));
    }
  }

  private void lists(Cacher maps) {
    ListQuery all = ListQuery.of(Selection.ALL);
    time("consistent list of all", () -> maps.list(all));
    time("page of 500", () -> maps.list(all.withLimit(500)));
    time(
        "list by label",
        () -> maps.list(ListQuery.of(Selection.ALL.withLabels(l -> "a7".equals(l.get("app"))))));
    time(
        "list by field",
        () ->
            maps.list(
                ListQuery.of(
                    Selection.ALL.withFields(
                        o -> o.text("spec", "nodeName").orElse("").equals("node7")))));
    time(
        "the same after a change elsewhere, change included",
        () -> {
          store.submit(Command.Put.of("/registry/elsewhere/x", "x")).join().orThrow();
          maps.list(ListQuery.of(Selection.in("ns7")));
        });
    time(
        "a change elsewhere",
        () -> store.submit(Command.Put.of("/registry/e/x", "x")).join().orThrow());
    time("consistent list of one namespace", () -> maps.list(ListQuery.of(Selection.in("ns7"))));
  }

  private static void time(String what, Runnable call) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 200; i++) {
      long start = System.nanoTime();
      call.run();
      best = Math.min(best, System.nanoTime() - start);
    }
    say("%s: %.3f ms", what, best / 1e6);
  }

  private void absorb(Cacher maps) {
    for (int round = 0; round < 3; round++) {
      long cpu = writersCpu();
      long start = System.nanoTime();
      putAll("y" + round);
      String inStore = since(start);
      long behind = System.nanoTime();
      maps.list(ListQuery.of(Selection.in("none")));
      say(
          "%,d updates: in the store after %s, in the cache %s later, for %.1f us of CPU each",
          objects, inStore, since(behind), (writersCpu() - cpu) / 1e3 / objects);
    }
  }

  private static long writersCpu() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("cacher-"))
        .mapToLong(
            thread -> ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId()))
        .filter(nanos -> nanos > 0)
        .sum();
  }

  private void fanOut(Cacher maps) {
    AtomicLong told = new AtomicLong();
    for (int w = 0; w < LIVE_WATCHERS; w++) {
      WatchFeed feed =
          maps.watch(WatchQuery.of(Selection.in("ns0").named("o0"), "" + store.revision()));
      Thread.ofVirtual()
          .start(
              () -> {
                Thread me = Thread.currentThread();
                feed.onReady(() -> LockSupport.unpark(me));
                while (true) {
                  switch (feed.poll()) {
                    case WatchFeed.Next.Change _ -> told.incrementAndGet();
                    case WatchFeed.Next.Nothing _ -> LockSupport.park();
                    case WatchFeed.Next.End _ -> {
                      return;
                    }
                    default -> {}
                  }
                }
              });
    }
    for (int round = 0; round < 3; round++) {
      told.set(0);
      int changes = 2000;
      long start = System.nanoTime();
      for (int i = 0; i < changes; i++) {
        put(0, "z" + i).join();
      }
      while (told.get() < (long) changes * LIVE_WATCHERS) {
        LockSupport.parkNanos(100_000);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      say("%,d watchers: %,.0f events/s", LIVE_WATCHERS, told.get() / seconds);
    }
  }

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static String since(long start) {
    return "%.1f ms".formatted((System.nanoTime() - start) / 1e6);
  }

  private static void say(String text, Object... arguments) {
    System.out.println(text.formatted(arguments));
  }
}
