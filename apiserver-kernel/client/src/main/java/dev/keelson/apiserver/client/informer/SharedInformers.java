package dev.keelson.apiserver.client.informer;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.model.GroupVersion;
import dev.keelson.apiserver.model.GroupVersionResource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One informer a resource, however many ask: a process holds each collection once. Who asks may add
 * handlers and indexes at any time; {@link #start} starts what was asked for since. Thread-safe.
 */
public final class SharedInformers implements AutoCloseable {
  private final ApiClient client;
  private final Map<GroupVersionResource, Informer> informers = new LinkedHashMap<>();
  private final Map<GroupVersionResource, InformerOptions> options;
  private final InformerOptions usual;
  private boolean isClosed;

  private SharedInformers(
      ApiClient client, Map<GroupVersionResource, InformerOptions> options, InformerOptions usual) {
    this.client = client;
    this.options = Map.copyOf(options);
    this.usual = usual;
  }

  public static SharedInformers of(ApiClient client) {
    return of(client, Map.of());
  }

  /**
   * @param options of single resources; the others are held whole
   */
  public static SharedInformers of(
      ApiClient client, Map<GroupVersionResource, InformerOptions> options) {
    return of(client, options, InformerOptions.ALL);
  }

  /**
   * @param options of single resources
   * @param usual of all others
   */
  public static SharedInformers of(
      ApiClient client, Map<GroupVersionResource, InformerOptions> options, InformerOptions usual) {
    return new SharedInformers(client, options, usual);
  }

  public ApiClient client() {
    return client;
  }

  /**
   * @param apiVersion {@code apps/v1}
   * @param resource the plural: {@code deployments}
   */
  public Informer of(String apiVersion, String resource) {
    return of(GroupVersion.parse(apiVersion).resource(resource));
  }

  public synchronized Informer of(GroupVersionResource resource) {
    return informers.computeIfAbsent(
        resource, each -> Informer.of(client.resource(each), options.getOrDefault(each, usual)));
  }

  /** The one that somebody asked for before; empty: nobody did. */
  public synchronized Optional<Informer> find(GroupVersionResource resource) {
    return Optional.ofNullable(informers.get(resource));
  }

  /** Those that are not started yet. */
  public synchronized void start() {
    if (!isClosed) {
      informers.values().forEach(Informer::start);
    }
  }

  /**
   * Starts all, and waits for them.
   *
   * @param bound of the machine's time, for all together
   * @return the resources that are still missing; empty: everything is there
   */
  public List<GroupVersionResource> awaitSynced(Duration bound) throws InterruptedException {
    start();
    Map<GroupVersionResource, Informer> all;
    synchronized (this) {
      all = new LinkedHashMap<>(informers);
    }
    long deadline = System.nanoTime() + bound.toNanos();
    List<GroupVersionResource> missing = new ArrayList<>();
    for (var each : all.entrySet()) {
      Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      if (!each.getValue().awaitSynced(left)) {
        missing.add(each.getKey());
      }
    }
    return missing;
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    informers.values().forEach(Informer::close);
  }
}
