package dev.keelson.apiserver.client.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.ApiCall;
import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ApiReply;
import dev.keelson.apiserver.client.ApiTransport;
import dev.keelson.apiserver.client.ClientOptions;
import dev.keelson.apiserver.client.EventStream;
import dev.keelson.apiserver.client.KernelLoopback;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.client.time.SteppedTiming;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.server.assembly.ApiServer;
import dev.keelson.apiserver.server.assembly.ApiServerConfig;
import dev.keelson.mvcc.KvStore;
import dev.keelson.mvcc.LocalKvStore;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LeaderElectionTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static KvStore store;
  private static ApiServer server;

  @BeforeAll
  static void open() {
    store = LocalKvStore.inMemory();
    server = ApiServer.open(store, ApiServerConfig.embedded());
  }

  @AfterAll
  static void close() throws Exception {
    server.close();
    store.close();
  }

  /** One process: its own clocks, and a network that can be cut. */
  private final class Contender implements LeaderCallbacks {
    final SteppedTiming timing = new SteppedTiming(Instant.parse("2026-01-01T00:00:00Z"));
    final List<String> told = new ArrayList<>();
    final LeaderElection election;
    private final ApiTransport real = KernelLoopback.to(server);
    boolean isCut;
    private Duration next = Duration.ZERO;

    Contender(String identity, ObjectName lease) {
      ApiTransport network =
          new ApiTransport() {
            @Override
            public ApiReply send(ApiCall call) {
              if (isCut) {
                throw TransportFailure.unsent("cut", new ConnectException());
              }
              return real.send(call);
            }

            @Override
            public EventStream watch(ApiCall call) {
              return real.watch(call);
            }

            @Override
            public void close() {}
          };
      election =
          new LeaderElection(
              new ApiClient(network, ClientOptions.usual("test").withTiming(timing)),
              lease,
              identity,
              LeaderTimes.USUAL,
              this,
              Runnable::run,
              new Random(identity.hashCode()));
    }

    /** Lets its time go by, doing what it would do. */
    void pass(Duration time) {
      Duration left = time;
      while (next.compareTo(left) <= 0) {
        timing.advance(next);
        left = left.minus(next);
        next = election.step();
      }
      timing.advance(left);
      next = next.minus(left);
    }

    @Override
    public void started() {
      told.add("started");
    }

    @Override
    public void stopped() {
      told.add("stopped");
    }

    @Override
    public void newLeader(String identity) {
      told.add(identity);
    }
  }

  private static ObjectName lease(String name) {
    return new ObjectName("kube-system", name);
  }

  @Test
  void theFirstLeadsAndTheSecondWaits() {
    Contender a = new Contender("a", lease("first"));
    Contender b = new Contender("b", lease("first"));
    for (int i = 0; i < 60; i++) {
      a.pass(SECOND);
      b.pass(SECOND);
    }
    assertThat(a.told).containsExactly("a", "started");
    assertThat(b.told).containsExactly("a");
    assertThat(b.election.leader()).isEqualTo("a");
    var spec =
        new ApiClient(KernelLoopback.to(server), ClientOptions.usual("test"))
            .resource("coordination.k8s.io/v1", "leases")
            .get(lease("first"))
            .spec();
    assertThat(spec.text("holderIdentity")).isEqualTo("a");
    assertThat(spec.number("leaseDurationSeconds", 0)).isEqualTo(15);
    assertThat(spec.number("leaseTransitions", -1)).isZero();
    assertThat(spec.text("acquireTime")).isEqualTo("2026-01-01T00:00:00.000000Z");
    assertThat(spec.text("renewTime")).isGreaterThan("2026-01-01T00:00:50");
  }

  @Test
  void aLeaderThatIsCutOffStopsBeforeTheNextBegins() {
    Contender a = new Contender("a", lease("cut"));
    Contender b = new Contender("b", lease("cut"));
    a.pass(SECOND);
    b.pass(SECOND);
    a.isCut = true;
    for (int i = 0; i < 30; i++) {
      a.pass(SECOND);
      b.pass(SECOND);
      assertThat(a.election.isLeading() && b.election.isLeading()).isFalse();
    }
    assertThat(a.told).containsExactly("a", "started", "stopped");
    assertThat(b.told).containsExactly("a", "b", "started");
    a.isCut = false;
    a.pass(Duration.ofSeconds(5));
    assertThat(a.election.isLeading()).isFalse();
    assertThat(a.election.leader()).isEqualTo("b");
  }

  @Test
  void neverTwoLeadWhateverIsCutAndHoweverClocksRun() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      ObjectName lease = lease("chaos-" + seed);
      List<Contender> all =
          List.of(new Contender("a", lease), new Contender("b", lease), new Contender("c", lease));
      // Rates differ by a quarter, walls by hours: within what the times tolerate.
      List<Duration> ticks = List.of(SECOND, SECOND.multipliedBy(5).dividedBy(4), SECOND);
      int led = 0;
      for (int i = 0; i < 120; i++) {
        Contender one = all.get(random.nextInt(3));
        if (random.nextInt(8) == 0) {
          one.isCut = !one.isCut;
        }
        if (random.nextInt(20) == 0) {
          one.timing.jumpWall(Duration.ofHours(random.nextInt(48) - 24));
        }
        for (int each = 0; each < 3; each++) {
          all.get(each).pass(ticks.get(each));
        }
        long leaders = all.stream().filter(each -> each.election.isLeading()).count();
        assertThat(leaders).as("seed %d, second %d", seed, i).isLessThanOrEqualTo(1);
        led += (int) leaders;
      }
      assertThat(led).as("seed %d", seed).isPositive();
    }
  }

  @Test
  void givesTheLeaseBackWhenItCloses() {
    Contender a = new Contender("a", lease("back"));
    Contender b = new Contender("b", lease("back"));
    a.pass(SECOND);
    b.pass(SECOND);
    a.election.close();
    assertThat(a.told).containsExactly("a", "started", "stopped");
    b.pass(Duration.ofSeconds(5));
    assertThat(b.told).containsExactly("a", "b", "started");
  }
}
