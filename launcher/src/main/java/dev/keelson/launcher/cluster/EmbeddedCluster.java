package dev.keelson.launcher.cluster;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ApiTransport;
import dev.keelson.apiserver.client.ClientOptions;
import dev.keelson.apiserver.client.time.SteppedTiming;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.server.assembly.ApiServer;
import dev.keelson.apiserver.server.assembly.ApiServerConfig;
import dev.keelson.apiserver.server.assembly.ApiServerConfig.ServiceAccounts;
import dev.keelson.apiserver.server.bootstrap.Bootstrap.ClusterAddress;
import dev.keelson.apiserver.server.http.HttpsConfig;
import dev.keelson.apiserver.server.http.HttpsServer;
import dev.keelson.apiserver.server.pki.ClusterPki;
import dev.keelson.apiserver.server.pki.Pem;
import dev.keelson.apiserver.server.pki.ServingNames;
import dev.keelson.mvcc.LocalKvStore;
import dev.keelson.mvcc.engine.MemoryEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

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

  private static final Duration LONGEST_SETTLING = Duration.ofSeconds(10);

  private final Stillness stillness = new Stillness();
  private final ClusterOptions options;
  private final Timing timing;
  private final LocalKvStore store;
  private final ControlPlane plane;
  private final Crew crew;
  private Optional<HttpsServer> https = Optional.empty();
  private boolean isClosed;

  private EmbeddedCluster(
      ClusterOptions options, Timing timing, LocalKvStore store, ClusterPki pki) {
    this.options = options;
    this.timing = timing;
    this.store = store;
    ApiServer api = ApiServer.open(store, config(pki, timing::now));
    this.plane = new ControlPlane(api, pki);
    this.crew =
        Crew.start(
            plane,
            CrewPlan.usual(options.nodes()).withControllers(options.controllers()),
            timing,
            (_, _) -> {});
    scheduleTick();
  }

  /** Returns when the control plane answers and its nodes are ready. */
  public static EmbeddedCluster open(ClusterOptions options) {
    Timing timing =
        options.hasVirtualTime()
            ? new SteppedTiming(InstantSource.system().instant())
            : Timing.system();
    ClusterPki pki =
        ClusterPki.fresh(ServingNames.ofApiServer(FIRST_SERVICE, List.of()), timing::now);
    LocalKvStore store = LocalKvStore.open(new MemoryEngine(), timing::now);
    return new EmbeddedCluster(options, timing, store, pki);
  }

  /**
   * A cluster of its own that begins with what this one holds now; the keys are the same, so its
   * tokens and certificates are good there. Costs little, however many objects there are: what
   * neither changes they share. Its virtual time begins at this one's.
   */
  public EmbeddedCluster fork() {
    Timing its = options.hasVirtualTime() ? new SteppedTiming(timing.now()) : timing;
    return new EmbeddedCluster(options, its, store.fork(its::now), plane.pki());
  }

  private static ApiServerConfig config(ClusterPki pki, InstantSource clock) {
    return new ApiServerConfig(
        new ClusterAddress(FIRST_SERVICE, SERVICE_RANGE, Optional.empty(), 6443),
        Pem.write(List.of(pki.ca().certificate())),
        Pem.write(List.of(pki.frontProxyCa().certificate())),
        List.of(pki.ca().certificate()),
        ServiceAccounts.signedBy(pki.serviceAccount()),
        "",
        Optional.of(pki.ca().client("kube-apiserver-kubelet-client", List.of("system:masters"))),
        true,
        false,
        clock);
  }

  /** Leases end by the cluster's own time. */
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
   * Lets time pass in steps from one thing that is due to the next, and the cluster do what there
   * is to do after each; returns when it has. Many small things that are due together, such as the
   * renewals of leases, are one step: of no more than ten seconds, and at most some thousand in
   * all, so that a day costs seconds.
   *
   * @throws IllegalStateException time is not virtual here
   */
  public void advance(Duration by) throws InterruptedException {
    SteppedTiming clock = clock();
    Duration least = Steps.least(by);
    settle();
    Duration left = by;
    while (left.isPositive()) {
      Duration step = Steps.next(clock.untilNext(), least, left);
      clock.advance(step);
      settle();
      left = left.minus(step);
    }
  }

  /**
   * Waits until nothing is left to do at this time, as far as this process's threads show it; at
   * most ten seconds of the machine's time. Clients from outside are not seen.
   *
   * @throws IllegalStateException time is not virtual here
   */
  public void settle() throws InterruptedException {
    clock();
    stillness.await(LONGEST_SETTLING);
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
                  plane.api()::handle));
    }
    return "https://127.0.0.1:" + https.get().port();
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
