package dev.keelson.jepsen.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.jepsen.check.Checks;
import dev.keelson.jepsen.cluster.Abilities;
import dev.keelson.jepsen.cluster.Cluster;
import dev.keelson.jepsen.cluster.Leftovers;
import dev.keelson.jepsen.cluster.LoopbackNetwork;
import dev.keelson.jepsen.cluster.Member;
import dev.keelson.jepsen.cluster.Target;
import dev.keelson.jepsen.fault.Scene;
import dev.keelson.jepsen.history.History;
import dev.keelson.jepsen.history.KeyValue;
import dev.keelson.jepsen.history.Operation;
import dev.keelson.jepsen.history.Recorder;
import dev.keelson.jepsen.history.Request;
import dev.keelson.jepsen.history.Response;
import dev.keelson.jepsen.history.Result;
import dev.keelson.jepsen.workload.Admin;
import dev.keelson.jepsen.workload.EtcdClient;
import dev.keelson.jepsen.workload.Session;
import dev.keelson.jepsen.workload.Workload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A backup taken under load is restored to a revision in the middle, and the judges of histories
 * say whether it agrees with what clients had seen by then: the restored store is one more client's
 * read of the past.
 */
@Tag("jepsen")
class RestoreInTheMiddleTest {
  private static final int MEMBERS = 3;
  private static final int MOST_PAUSE_MILLIS = 12;
  private static final int WRITES = 60;
  private static final Duration LOAD_LIMIT = Duration.ofSeconds(120);
  private static final Duration START_PATIENCE = Duration.ofSeconds(90);

  private final long seed = Long.getLong("keelson.seed", System.nanoTime() & 0xff_ffff);

  @TempDir Path directory;

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void whatWasAcknowledgedByThenIsThereAndNothingElse() throws Exception {
    Workload workload =
        Workload.all().stream().filter(w -> w.name().equals("append")).findFirst().orElseThrow();
    Path archive = directory.resolve("archive");
    History history = underLoad(workload, archive);
    List<Long> written = writes(history).stream().map(Operation::revision).sorted().toList();
    assertThat(written).as("acknowledged writes, seed " + seed).hasSizeGreaterThanOrEqualTo(WRITES);
    long middle = written.get(written.size() / 2);

    Response.Ok read = restored(workload, archive, middle);
    assertThat(read.revision()).isEqualTo(middle);
    Result.Ranged found = (Result.Ranged) read.result();
    assertHoldsWhatWasAcknowledged(history, found, middle);
    Checks.Report agreed = judge(history, workload, middle, found);
    assertThat(agreed.invalid()).as("seed " + seed + "\n" + agreed).isEmpty();

    // The judges are no yes-men: an older value of one key is told.
    if (history.operations().stream().noneMatch(op -> op.response() instanceof Response.Unknown)) {
      List<KeyValue> wrong = new ArrayList<>(found.found());
      KeyValue last = wrong.removeLast();
      wrong.add(
          new KeyValue(
              last.key(),
              "another",
              last.createRevision(),
              last.modRevision(),
              last.version(),
              last.lease()));
      assertThat(
              judge(history, workload, middle, new Result.Ranged(wrong, wrong.size(), false))
                  .invalid())
          .isPresent();
    }
  }

  private History underLoad(Workload workload, Path archive) throws Exception {
    Recorder recorder = Recorder.ofThisMachine();
    Cluster.Plan plan =
        new Cluster.Plan(
            MEMBERS,
            0,
            false,
            List.of(
                "--archive-dir=" + archive,
                "--archive-interval=100ms",
                "--archive-checkpoint-interval=1s"));
    try (Cluster cluster = cluster("live", plan)) {
      List<String> addresses = cluster.members().stream().map(Member::clientAddress).toList();
      try (Admin admin = new Admin(addresses);
          Session session = new Session(recorder, addresses)) {
        Scene scene = new Scene(cluster, admin, new Random(seed), _ -> {});
        cluster.start();
        assertThat(RowRun.awaitAll(scene, START_PATIENCE)).isEmpty();
        load(session, workload);
        assertThat(session.complaints()).isEmpty();
      }
      for (Member member : cluster.members()) {
        member.stop(); // writes what is left of its archive
      }
    }
    return recorder.history();
  }

  /** Until enough was written, however long that takes. */
  private void load(Session session, Workload workload) throws InterruptedException {
    workload.prepare(session);
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < workload.clients(); i++) {
      EtcdClient client = session.client(i);
      Random random = new Random(seed + i);
      clients.add(
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    try {
                      while (!session.isOver()) {
                        workload.step(session, client, random);
                        Thread.sleep(random.nextInt(MOST_PAUSE_MILLIS));
                      }
                    } catch (InterruptedException _) {
                      Thread.currentThread().interrupt();
                    }
                  }));
    }
    long end = System.nanoTime() + LOAD_LIMIT.toNanos();
    while (writes(session.recorder().history()).size() < WRITES && System.nanoTime() < end) {
      Thread.sleep(50);
    }
    session.end();
    for (Thread client : clients) {
      client.join();
    }
  }

  private Cluster cluster(String name, Cluster.Plan plan) throws IOException {
    Path place = Files.createDirectories(directory.resolve(name));
    return Cluster.prepare(
        Target.of(bin("etcd")),
        plan,
        new LoopbackNetwork(plan.members()),
        Abilities.probe(1, place),
        place);
  }

  /** Everything that the store restored to that revision holds. */
  private Response.Ok restored(Workload workload, Path archive, long revision) throws Exception {
    try (Cluster one = cluster("restored", new Cluster.Plan(1, 0, false, List.of()))) {
      Member member = one.member(0);
      run(
          "restore",
          "--archive=" + archive,
          "--to-revision=" + revision,
          "--bump-revision=0",
          "--name=" + member.name(),
          "--data-dir=" + member.data(),
          "--initial-cluster=" + member.name() + "=" + member.peerUrl(),
          "--initial-advertise-peer-urls=" + member.peerUrl(),
          "--initial-cluster-token=" + Leftovers.TOKEN + ProcessHandle.current().pid());
      List<String> addresses = List.of(member.clientAddress());
      try (Admin admin = new Admin(addresses);
          Session session = new Session(Recorder.ofThisMachine(), addresses)) {
        one.start();
        Scene scene = new Scene(one, admin, new Random(seed), _ -> {});
        assertThat(RowRun.awaitAll(scene, START_PATIENCE)).isEmpty();
        EtcdClient client = session.client(0);
        Response answer = client.call(new Request.Range(workload.keys(), 0, 0, false));
        assertThat(answer).isInstanceOf(Response.Ok.class);
        return (Response.Ok) answer;
      }
    }
  }

  private static void run(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(bin("keelson").toString()));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  private static List<Operation> writes(History history) {
    return history.operations().stream()
        .filter(op -> op.response() instanceof Response.Ok)
        .filter(
            op ->
                op.request() instanceof Request.Txn txn
                    && op.response() instanceof Response.Ok(long _, Result.Decided decided)
                    && decided.succeeded()
                    && txn.then().stream().anyMatch(Request.Put.class::isInstance))
        .toList();
  }

  /** Directly, without any judge: the last acknowledged put of each key up to then. */
  private static void assertHoldsWhatWasAcknowledged(
      History history, Result.Ranged found, long middle) {
    for (Operation write : writes(history)) {
      if (write.revision() > middle) {
        continue;
      }
      for (Request.Action action : ((Request.Txn) write.request()).then()) {
        if (action instanceof Request.Put put) {
          KeyValue kv =
              found.found().stream()
                  .filter(pair -> pair.key().equals(put.key()))
                  .findFirst()
                  .orElseThrow(() -> new AssertionError(write + " is lost"));
          assertThat(kv.modRevision()).as("%s", write).isBetween(write.revision(), middle);
          // Lists only grow: what was appended stays in its place.
          assertThat(kv.value()).as("%s", write).startsWith(put.value());
        }
      }
    }
  }

  private static Checks.Report judge(
      History history, Workload workload, long middle, Result.Ranged found) {
    long end = 0;
    long newest = 0;
    int client = 0;
    for (Operation op : history.operations()) {
      end = Math.max(end, op.completed() == Operation.NEVER ? op.invoked() : op.completed());
      newest = Math.max(newest, op.revision());
      client = Math.max(client, op.client());
    }
    List<Operation> all = new ArrayList<>(history.operations());
    all.add(
        new Operation(
            client + 1,
            end + 1,
            end + 2,
            new Request.Range(workload.keys(), 0, middle, false),
            new Response.Ok(newest, found)));
    return Checks.ofFreshCluster().run(history.withOperations(all));
  }

  private static Path bin(String name) {
    for (Path place = Path.of("").toAbsolutePath(); place != null; place = place.getParent()) {
      if (Files.isExecutable(place.resolve("bin/etcd"))) {
        return place.resolve("bin").resolve(name);
      }
    }
    throw new AssertionError("not inside the project");
  }
}
