package dev.keelson.benchmarks.cluster;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.EventStream;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.client.WatchEvent;
import dev.keelson.apiserver.client.WatchOptions;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Sees pods of a namespace come to have a node, as metadata only, which costs the least. A pod
 * counts once, whenever it is seen.
 */
final class BoundWatch implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofMinutes(30);

  private final EventStream stream;
  private final String prefix;
  private final Set<String> seen = new HashSet<>();
  private final Windows windows;
  private Optional<String> problem = Optional.empty();
  private boolean isClosed;

  private BoundWatch(EventStream stream, String prefix, long startNanos) {
    this.stream = stream;
    this.prefix = prefix;
    this.windows = new Windows(startNanos);
  }

  /**
   * Counts from now on.
   *
   * @param prefix of the names of the pods that count
   */
  static BoundWatch open(ApiClient client, String namespace, String prefix) {
    ResourceClient pods = client.resource("v1", "pods");
    ListOptions bound = ListOptions.ALL.withFields("spec.nodeName!=");
    String version = pods.page(namespace, bound.withPages(1), "").resourceVersion();
    EventStream stream =
        pods.metadataOnly()
            .watch(namespace, new WatchOptions(bound.at(version, ""), false, LONGEST));
    BoundWatch watch = new BoundWatch(stream, prefix, System.nanoTime());
    Thread.ofVirtual().name("bound-watch").start(watch::read);
    return watch;
  }

  private void read() {
    try {
      while (true) {
        Optional<WatchEvent> next = stream.next();
        if (next.isEmpty()) {
          end("the watch ended");
          return;
        }
        switch (next.get()) {
          case WatchEvent.Added added -> see(added.object().name());
          case WatchEvent.Modified modified -> see(modified.object().name());
          case WatchEvent.Failed failed -> end("the watch failed: " + failed.status().message());
          case WatchEvent.Deleted _, WatchEvent.Bookmark _ -> {}
        }
      }
    } catch (TransportFailure e) {
      end(String.valueOf(e.getMessage()));
    }
  }

  private synchronized void see(String name) {
    if (name.startsWith(prefix) && seen.add(name)) {
      windows.count(System.nanoTime());
      notifyAll();
    }
  }

  private synchronized void end(String why) {
    if (!isClosed && problem.isEmpty()) {
      problem = Optional.of(why);
    }
    notifyAll();
  }

  /**
   * Until so many are bound.
   *
   * @return what was missing at the end of {@code patience}, or empty
   */
  synchronized Optional<String> await(int count, Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (seen.size() < count && problem.isEmpty()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return Optional.of(
            seen.size() + " of " + count + " pods bound after " + patience.toSeconds() + " s");
      }
      wait(Math.max(1, left / 1_000_000));
    }
    return seen.size() < count ? problem : Optional.empty();
  }

  synchronized int bound() {
    return seen.size();
  }

  synchronized Windows.Rates rates() {
    return windows.rates();
  }

  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
    }
    stream.close();
  }
}
