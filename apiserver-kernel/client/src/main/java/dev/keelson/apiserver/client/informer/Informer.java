package dev.keelson.apiserver.client.informer;

import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ApiObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows a collection, and tells of its changes; what it promises is the package's contract. Two
 * virtual threads: the reflector's and the handlers'.
 *
 * <pre>{@code
 * try (var pods = Informer.of(client.resource("v1", "pods"), InformerOptions.ALL)) {
 *   pods.index("node", pod -> List.of(pod.spec().text("nodeName")));
 *   pods.addHandler(InformerHandler.onChange(pod -> queue.add(pod.objectName())));
 *   pods.start();
 *   pods.awaitSynced(Duration.ofSeconds(30));
 *   pods.store().byIndex("node", "node-1");
 * }
 * }</pre>
 */
public final class Informer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Informer.class);

  private final ResourceClient resource;
  private final InformerOptions options;
  private final Timing timing;
  private final Deliveries deliveries;
  private final Store store;
  private final CountDownLatch synced = new CountDownLatch(1);
  private final AtomicBoolean isListed = new AtomicBoolean();
  private final Reflector reflector;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean isClosed;
  private Timing.Task resync = () -> {};

  private Informer(ResourceClient resource, InformerOptions options, RandomGenerator random) {
    this.resource = resource;
    this.options = options;
    this.timing = resource.client().timing();
    this.deliveries = new Deliveries(timing.activity());
    this.store = new Store(deliveries);
    this.reflector = new Reflector(resource, options, store, deliveries, random, this::listed);
  }

  public static Informer of(ResourceClient resource, InformerOptions options) {
    return of(resource, options, RandomGenerator.getDefault());
  }

  /**
   * @param random for the waits between attempts and the length of watches
   */
  public static Informer of(
      ResourceClient resource, InformerOptions options, RandomGenerator random) {
    return new Informer(resource, options, random);
  }

  /**
   * So that {@link Store#byIndex} finds them.
   *
   * @param keys pure; of one object any number
   */
  public Informer index(String name, Function<ApiObject, ? extends Collection<String>> keys) {
    store.addIndex(name, keys);
    return this;
  }

  /** At any time: it is first told of what is there. */
  public Informer addHandler(InformerHandler handler) {
    store.join(handler);
    return this;
  }

  public Store store() {
    return store;
  }

  public ResourceClient resource() {
    return resource;
  }

  /** Up to which the store is complete; "" before the first list. */
  public String resourceVersion() {
    return reflector.version();
  }

  /** A second time, nothing. */
  public synchronized Informer start() {
    if (threads.isEmpty() && !isClosed) {
      String name = resource.resource().groupResource();
      timing.activity().begin();
      threads.add(
          Thread.ofVirtual()
              .name("informer-" + name)
              .start(() -> timing.activity().carry(this::reflect)));
      threads.add(Thread.ofVirtual().name("informer-handlers-" + name).start(this::handle));
      scheduleResync();
    }
    return this;
  }

  private void reflect() {
    try {
      while (!isClosed) {
        Duration wait = reflectOnce();
        if (wait.isPositive() && !isClosed) {
          timing.sleep(wait);
        }
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  /** What nobody thought of must not end the watch for ever. */
  private Duration reflectOnce() throws InterruptedException {
    try {
      return reflector.round();
    } catch (RuntimeException e) {
      LOG.error("{}: the informer stumbled", resource.resource().groupResource(), e);
      return Duration.ofSeconds(1);
    }
  }

  private void handle() {
    try {
      deliveries.run();
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  private void listed() {
    if (isListed.compareAndSet(false, true)) {
      deliveries.offer(new Notice.Reached(synced::countDown));
    }
  }

  private synchronized void scheduleResync() {
    if (options.resync().isPositive() && !isClosed) {
      resync =
          timing.schedule(
              options.resync(),
              () -> {
                store.resync();
                scheduleResync();
              });
    }
  }

  public boolean isSynced() {
    return synced.getCount() == 0;
  }

  /**
   * @param bound of the machine's time
   * @return whether it is
   */
  public boolean awaitSynced(Duration bound) throws InterruptedException {
    return synced.await(bound.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** For tests, instead of {@link #start}: what its threads do, on the caller's. */
  Duration round() throws InterruptedException {
    Duration wait = reflector.round();
    deliveries.deliverWaiting();
    return wait;
  }

  /** Handlers hear nothing more, except for a call that is under way. Does not wait. Idempotent. */
  @Override
  public synchronized void close() {
    isClosed = true;
    resync.cancel();
    reflector.close();
    deliveries.close();
    threads.forEach(Thread::interrupt);
  }
}
