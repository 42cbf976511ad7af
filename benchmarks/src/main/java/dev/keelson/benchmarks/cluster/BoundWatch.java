package dev.keelson.benchmarks.cluster;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ApiList;
import dev.keelson.apiserver.client.EventStream;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.client.WatchEvent;
import dev.keelson.apiserver.client.WatchOptions;
import dev.keelson.apiserver.model.ApiFailure;
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
  private static final ListOptions BOUND = ListOptions.ALL.withFields("spec.nodeName!=");

  private final ResourceClient pods;
  private final String namespace;
  private final String prefix;
  private final Set<String> seen = new HashSet<>();
  private final Windows windows = new Windows(System.nanoTime());
  private EventStream stream;
  private Optional<String> problem = Optional.empty();
  private boolean isClosed;

  private BoundWatch(ResourceClient pods, String namespace, String prefix) {
    this.pods = pods;
    this.namespace = namespace;
    this.prefix = prefix;
    this.stream = from(pods, namespace, version(pods, namespace));
  }

  /**
   * Counts from now on.
   *
   * @param prefix of the names of the pods that count
   */
  static BoundWatch open(ApiClient client, String namespace, String prefix) {
    BoundWatch watch =
        new BoundWatch(client.resource("v1", "pods").metadataOnly(), namespace, prefix);
    Thread.ofVirtual().name("bound-watch").start(watch::read);
    return watch;
  }

  private static String version(ResourceClient pods, String namespace) {
    return pods.page(namespace, BOUND.withPages(1), "").resourceVersion();
  }

  private static EventStream from(ResourceClient pods, String namespace, String version) {
    return pods.watch(namespace, new WatchOptions(BOUND.at(version, ""), false, LONGEST));
  }

  /** A server that is short of CPU ends the watches of those who read slowly. */
  private void read() {
    try {
      readOne(stream);
      while (!closed()) {
        ApiList now = pods.list(namespace, BOUND);
        now.items().forEach(pod -> see(pod.name()));
        EventStream next = from(pods, namespace, now.resourceVersion());
        if (!join(next)) {
          next.close();
          return;
        }
        readOne(next);
      }
    } catch (TransportFailure | ApiFailure e) {
      end(String.valueOf(e.getMessage()));
    }
  }

  private synchronized boolean closed() {
    return isClosed;
  }

  private synchronized boolean join(EventStream next) {
    stream = next;
    return !isClosed;
  }

  private void readOne(EventStream from) {
    for (Optional<WatchEvent> next = from.next(); next.isPresent(); next = from.next()) {
      switch (next.get()) {
        case WatchEvent.Added added -> see(added.object().name());
        case WatchEvent.Modified modified -> see(modified.object().name());
        case WatchEvent.Failed _ -> {
          from.close();
          return;
        }
        case WatchEvent.Deleted _, WatchEvent.Bookmark _ -> {}
      }
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
    EventStream last;
    synchronized (this) {
      isClosed = true;
      last = stream;
    }
    last.close();
  }
}
