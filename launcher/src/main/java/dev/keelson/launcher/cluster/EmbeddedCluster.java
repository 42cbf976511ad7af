package dev.keelson.launcher.cluster;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ApiTransport;
import dev.keelson.apiserver.client.ClientOptions;
import dev.keelson.apiserver.client.time.Ledger;
import dev.keelson.apiserver.client.time.SteppedTiming;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.assembly.ApiServer;
import dev.keelson.apiserver.server.assembly.ApiServerConfig;
import dev.keelson.apiserver.server.assembly.ApiServerConfig.ServiceAccounts;
import dev.keelson.apiserver.server.bootstrap.Bootstrap.ClusterAddress;
import dev.keelson.apiserver.server.http.HttpsConfig;
import dev.keelson.apiserver.server.http.HttpsServer;
import dev.keelson.apiserver.server.pki.ClusterPki;
import dev.keelson.apiserver.server.pki.Pem;
import dev.keelson.apiserver.server.pki.ServingNames;
import dev.keelson.apiserver.server.pki.TlsIdentity;
import dev.keelson.mvcc.LocalKvStore;
import dev.keelson.mvcc.engine.MemoryEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * A cluster in memory, in this process: gone when it is closed. Speak to it by {@link #client}, or
 * from outside by {@link #writeKubeconfig}, which opens a port.
 *
 * <pre>{@code
 * try (var cluster = EmbeddedCluster.open(ClusterOptions.USUAL)) {
 *   cluster.client("me").resource("v1", "namespaces").list("", ListOptions.ALL);
 * }
 * }</pre>
 */
public final class EmbeddedCluster implements AutoCloseable {
  private static final String SERVICE_RANGE = "10.96.0.0/12";
  private static final String FIRST_SERVICE = "10.96.0.1";

  /** Of the machine's time. */
  private static final Duration LONGEST_SETTLING = Duration.ofMinutes(1);

  private static final long LOOK_NANOS = 10_000;

  /**
   * Made once for a cluster and all that are forked of it.
   *
   * @param towardsNodes what the API server shows them
   */
  private record Keys(ClusterPki pki, TlsIdentity towardsNodes) {
    static Keys fresh(InstantSource clock) {
      ClusterPki pki = ClusterPki.fresh(ServingNames.ofApiServer(FIRST_SERVICE, List.of()), clock);
      return new Keys(
          pki, pki.ca().client("kube-apiserver-kubelet-client", List.of("system:masters")));
    }
  }

  private final ClusterOptions options;
  private final Keys keys;
  private final Timing timing;
  private final LocalKvStore store;
  private final ControlPlane plane;
  private final Crew crew;
  private Optional<HttpsServer> https = Optional.empty();
  private boolean isClosed;

  private EmbeddedCluster(ClusterOptions options, Timing timing, LocalKvStore store, Keys keys) {
    this.options = options;
    this.keys = keys;
    this.timing = timing;
    this.store = store;
    ApiServer api = ApiServer.open(store, config(keys, timing::now));
    this.plane = new ControlPlane(api, keys.pki(), timing.activity());
    this.crew =
        Crew.start(
            plane,
            CrewPlan.usual(options.nodes()).withControllers(options.controllers()),
            timing,
            (_, _) -> {});
    if (!options.hasVirtualTime()) {
      scheduleTick();
    }
  }

  /** Returns when the control plane answers and its nodes are ready. */
  public static EmbeddedCluster open(ClusterOptions options) {
    Timing timing =
        options.hasVirtualTime()
            ? new SteppedTiming(InstantSource.system().instant())
            : Timing.system();
    LocalKvStore store = LocalKvStore.open(new MemoryEngine(), timing::now);
    return new EmbeddedCluster(options, timing, store, Keys.fresh(timing::now));
  }

  /**
   * A cluster of its own that begins with what this one holds now; the keys are the same, so its
   * tokens and certificates are good there. Costs little, however many objects there are: what
   * neither changes they share. Its virtual time begins at this one's.
   */
  public EmbeddedCluster fork() {
    Timing its = options.hasVirtualTime() ? new SteppedTiming(timing.now()) : timing;
    return new EmbeddedCluster(options, its, store.fork(its::now), keys);
  }

  private static ApiServerConfig config(Keys keys, InstantSource clock) {
    ClusterPki pki = keys.pki();
    return new ApiServerConfig(
        new ClusterAddress(FIRST_SERVICE, SERVICE_RANGE, Optional.empty(), 6443),
        Pem.write(List.of(pki.ca().certificate())),
        Pem.write(List.of(pki.frontProxyCa().certificate())),
        List.of(pki.ca().certificate()),
        ServiceAccounts.signedBy(pki.serviceAccount()),
        "",
        Optional.of(keys.towardsNodes()),
        true,
        false,
        Set.of(),
        clock);
  }

  /** Events end with their lease. Where time is virtual, {@link #settle} sees to it. */
  private void scheduleTick() {
    timing.schedule(
        LocalKvStore.TICK,
        () ->
            Thread.ofVirtual()
                .start(
                    () -> {
                      if (!closed()) {
                        store.tick();
                        scheduleTick();
                      }
                    }));
  }

  private synchronized boolean closed() {
    return isClosed;
  }

  /** As the cluster's admin. */
  public ApiTransport transport() {
    return plane.transport(Identity.ADMIN);
  }

  public ApiTransport transport(Identity identity) {
    return plane.transport(identity);
  }

  /** As the cluster's admin, by the cluster's time. */
  public ApiClient client(String userAgent) {
    return new ApiClient(transport(), ClientOptions.usual(userAgent).withTiming(timing));
  }

  /** A {@link SteppedTiming} where time is virtual. */
  public Timing timing() {
    return timing;
  }

  /**
   * Lets time pass: from one thing that is due to the next, and after each the cluster does what
   * there is to do, so that whatever takes time takes the same time as in a cluster whose clock
   * runs. What goes on for its own sake, such as the renewal of nodes' leases and controllers'
   * rounds, may come later than usual, as long as nobody can tell; so a day costs about two
   * thousand steps. Returns when there is nothing left to do.
   *
   * @throws IllegalStateException time is not virtual here, or there is always something to do
   */
  public void advance(Duration by) throws InterruptedException {
    SteppedTiming clock = clock();
    settle();
    Duration left = by;
    while (left.isPositive()) {
      left = left.minus(clock.leap(left));
      settle();
    }
  }

  /**
   * Waits until nothing is left to do at this time: no call under way, no change that somebody who
   * watches has not heard of, no name in a work queue, nothing that a thread has begun and not
   * ended. That is counted, not guessed: see {@link SteppedTiming#activity}. What clients from
   * outside do between two calls is not seen, nor what a test's own threads do.
   *
   * @throws IllegalStateException time is not virtual here, or there is something to do for a
   *     minute
   */
  public void settle() throws InterruptedException {
    Ledger ledger = clock().activity();
    while (store.tick() == LocalKvStore.MAX_EXPIRED_PER_TICK) {
      // There may be more.
    }
    long deadline = System.nanoTime() + LONGEST_SETTLING.toNanos();
    while (!isStill(ledger)) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "the cluster does not come to rest: %d things are under way"
                .formatted(ledger.underWay()));
      }
      LockSupport.parkNanos(this, LOOK_NANOS);
    }
  }

  /** Where nothing was begun while we looked, what was seen was there all at once. */
  private boolean isStill(Ledger ledger) throws InterruptedException {
    if (!ledger.awaitNone(LONGEST_SETTLING)) {
      return false;
    }
    long begun = ledger.begun();
    return plane.api().hasToldAll() && ledger.underWay() == 0 && ledger.begun() == begun;
  }

  private SteppedTiming clock() {
    if (timing instanceof SteppedTiming clock) {
      return clock;
    }
    throw new IllegalStateException("time is not virtual here");
  }

  /** Such as {@code https://127.0.0.1:41234}; from the first call on there is a port. */
  public synchronized String url() {
    if (isClosed) {
      throw new IllegalStateException("the cluster is closed");
    }
    if (https.isEmpty()) {
      https =
          Optional.of(
              HttpsServer.open(
                  new HttpsConfig(
                      "127.0.0.1",
                      0,
                      plane.pki().serving(),
                      List.of(plane.pki().ca().certificate())),
                  this::handle));
    }
    return "https://127.0.0.1:" + https.get().port();
  }

  private ApiResponse handle(ApiRequest request) {
    plane.activity().begin();
    try {
      return plane.api().handle(request);
    } finally {
      plane.activity().end();
    }
  }

  /** The admin's, with mode 0600; opens the port. */
  public void writeKubeconfig(Path file) {
    plane.pki().writeAdminConfig(file, url());
  }

  @Override
  public void close() {
    synchronized (this) {
      if (isClosed) {
        return;
      }
      isClosed = true;
    }
    crew.close();
    https.ifPresent(HttpsServer::close);
    plane.api().close();
    store.close();
  }
}
