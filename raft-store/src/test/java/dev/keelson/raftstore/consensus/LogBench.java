package dev.keelson.raftstore.consensus;

import dev.keelson.mvcc.LogPosition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What the log alone costs, over an applier that keeps nothing. Arguments: seconds for each case
 * (default 5), members (default 1 and 3).
 */
public final class LogBench {
  private LogBench() {}

  public static void main(String[] args) throws Exception {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    int[] sizes = args.length > 1 ? new int[] {Integer.parseInt(args[1])} : new int[] {1, 3};
    for (int members : sizes) {
      Path root = Files.createTempDirectory("logbench");
      try {
        run(root, members, seconds);
      } finally {
        Directories.remove(root);
      }
    }
  }

  private static void run(Path root, int members, int seconds) throws Exception {
    try (ToyCluster ports = new ToyCluster(root, 7, members)) {
      long began = System.nanoTime();
      RatisLog[] logs = new RatisLog[members];
      for (int i = 0; i < members; i++) {
        logs[i] = RatisLog.open(ports.config(i + 1), new Nothing());
      }
      long opened = System.nanoTime();
      RatisLog leader = null;
      while (leader == null) {
        leader = Arrays.stream(logs).filter(l -> l.leadership().leading()).findFirst().orElse(null);
        Thread.sleep(1);
      }
      long ready = System.nanoTime();
      System.out.printf(
          "%d member(s): open %d ms, leader after %d ms%n",
          members, millis(opened - began), millis(ready - began));
      RatisLog first = leader;
      RatisLog follower = Arrays.stream(logs).filter(l -> l != first).findFirst().orElse(first);
      propose(leader, "warm-up", 1, 256, seconds);
      propose(leader, "1 in flight x 256 B", 1, 256, seconds);
      propose(leader, "4 in flight x 16 KiB", 4, 16 << 10, seconds);
      propose(leader, "64 in flight x 256 B", 64, 256, seconds);
      if (members > 1) {
        propose(follower, "follower, 1 in flight x 256 B", 1, 256, seconds);
        propose(follower, "follower, 4 in flight x 16 KiB", 4, 16 << 10, seconds);
      }
      barriers(leader, "barrier on leader", seconds);
      if (members > 1) {
        barriers(follower, "barrier on follower", seconds);
        sharedBarriers(follower, "64 barriers at once on follower", 64, seconds);
      }
      long closing = System.nanoTime();
      for (RatisLog log : logs) {
        long one = System.nanoTime();
        log.close();
        System.out.printf("close %d ms%n", millis(System.nanoTime() - one));
      }
      System.out.printf("all closed in %d ms%n", millis(System.nanoTime() - closing));
    }
  }

  private static void propose(RatisLog log, String name, int inFlight, int bytes, int seconds)
      throws InterruptedException {
    byte[] entry = new byte[bytes];
    Semaphore room = new Semaphore(inFlight);
    long[] taken = new long[2_000_000];
    AtomicInteger count = new AtomicInteger();
    AtomicInteger failed = new AtomicInteger();
    long began = System.nanoTime();
    while (System.nanoTime() - began < Duration.ofSeconds(seconds).toNanos()) {
      room.acquire();
      long start = System.nanoTime();
      log.propose(entry, entry)
          .whenComplete(
              (_, e) -> {
                if (e == null) {
                  taken[Math.min(count.getAndIncrement(), taken.length - 1)] =
                      System.nanoTime() - start;
                } else {
                  failed.incrementAndGet();
                }
                room.release();
              });
    }
    room.acquire(inFlight);
    print(name, taken, count.get(), failed.get(), System.nanoTime() - began);
  }

  private static void barriers(RatisLog log, String name, int seconds) {
    long[] taken = new long[2_000_000];
    int count = 0;
    int synchronous = 0;
    long began = System.nanoTime();
    while (System.nanoTime() - began < Duration.ofSeconds(seconds).toNanos()) {
      long start = System.nanoTime();
      CompletableFuture<Void> barrier = log.readBarrier();
      if (barrier.isDone()) {
        synchronous++;
      }
      barrier.join();
      taken[Math.min(count++, taken.length - 1)] = System.nanoTime() - start;
    }
    print(
        name + " (" + synchronous + " within the call)",
        taken,
        count,
        0,
        System.nanoTime() - began);
  }

  private static void sharedBarriers(RatisLog log, String name, int width, int seconds) {
    long[] taken = new long[2_000_000];
    int count = 0;
    long began = System.nanoTime();
    while (System.nanoTime() - began < Duration.ofSeconds(seconds).toNanos()) {
      long start = System.nanoTime();
      CompletableFuture<?>[] all = new CompletableFuture<?>[width];
      Arrays.setAll(all, _ -> log.readBarrier());
      CompletableFuture.allOf(all).join();
      long each = System.nanoTime() - start;
      for (int i = 0; i < width; i++) {
        taken[Math.min(count++, taken.length - 1)] = each;
      }
    }
    print(name, taken, count, 0, System.nanoTime() - began);
  }

  private static void print(String name, long[] taken, int count, int failed, long nanos) {
    int n = Math.min(count, taken.length);
    long[] sorted = Arrays.copyOf(taken, n);
    Arrays.sort(sorted);
    System.out.printf(
        "  %-42s %9.0f/s  p50 %8.1f us  p99 %9.1f us  max %9.1f us  failed %d%n",
        name, count * 1e9 / nanos, at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1), failed);
  }

  private static double at(long[] sorted, double quantile) {
    return sorted.length == 0
        ? 0
        : sorted[(int) Math.min(sorted.length - 1, sorted.length * quantile)] / 1e3;
  }

  private static long millis(long nanos) {
    return nanos / 1_000_000;
  }

  /** Only counts. */
  private static final class Nothing implements LogApplier {
    private volatile LogPosition applied = LogPosition.START;

    @Override
    public LogPosition applied() {
      return applied;
    }

    @Override
    public void apply(LogPosition position, byte[] entry, @Nullable Object prepared) {
      applied = position;
    }

    @Override
    public void skip(LogPosition position) {
      applied = position;
    }

    @Override
    public LogPosition checkpoint(Path directory) {
      try {
        Files.createDirectories(directory);
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException("checkpoint", e);
      }
      return applied;
    }

    @Override
    public void install(Path directory) {
      throw new IllegalStateException("nothing to install");
    }

    @Override
    public byte[] answer(byte[] question) {
      return question;
    }

    @Override
    public void leadershipChanged(ReplicatedLog.Leadership now) {}

    @Override
    public void failed(Throwable why) {
      System.out.println("failed: " + why);
    }

    @Override
    public void closed() {}
  }
}
