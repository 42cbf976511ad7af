package dev.keelson.jepsen.run;

import dev.keelson.jepsen.fault.Scene;
import dev.keelson.jepsen.history.HashObservation;
import dev.keelson.jepsen.history.Request;
import dev.keelson.jepsen.history.Response;
import dev.keelson.jepsen.workload.EtcdClient;
import dev.keelson.jepsen.workload.Session;
import dev.keelson.jepsen.workload.WatchClient;
import dev.keelson.jepsen.workload.Workload;
import dev.keelson.raftstore.etcd.pb.HashKVResponse;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * After the last fault: every member is asked for everything, watches have to arrive at the end,
 * and all members' hashes are taken at the same revision.
 */
final class Aftermath {
  private static final int ATTEMPTS = 10;
  private static final Duration WATCH_PATIENCE = Duration.ofSeconds(20);

  private final Scene scene;
  private final Session session;
  private final Workload workload;
  private final List<String> problems = new ArrayList<>();

  Aftermath(Scene scene, Session session, Workload workload) {
    this.scene = scene;
    this.session = session;
    this.workload = workload;
  }

  /** What is wrong beyond what the history shows. */
  List<String> problems() throws InterruptedException {
    long newest = finalReads();
    awaitWatches(newest);
    hashes(newest);
    return problems;
  }

  private long finalReads() throws InterruptedException {
    long newest = 0;
    EtcdClient client = session.client(0);
    for (int member = 0; member < scene.size(); member++) {
      boolean answered = false;
      for (int attempt = 0; attempt < ATTEMPTS && !answered; attempt++) {
        client.moveTo(member);
        Request all = new Request.Range(workload.keys(), 0, 0, false);
        if (client.call(all) instanceof Response.Ok ok) {
          newest = Math.max(newest, ok.revision());
          answered = true;
        }
      }
      if (!answered) {
        problems.add("m" + (member + 1) + " does not answer the last read");
      }
    }
    return newest;
  }

  private void awaitWatches(long newest) throws InterruptedException {
    long deadline = System.nanoTime() + WATCH_PATIENCE.toNanos();
    for (WatchClient watch : session.watches()) {
      while (watch.reached() < newest && watch.cancelledAt() == 0 && System.nanoTime() < deadline) {
        Thread.sleep(20);
      }
      if (watch.reached() < newest && watch.cancelledAt() == 0) {
        problems.add(
            "a watch stands at revision "
                + watch.reached()
                + " "
                + WATCH_PATIENCE.toSeconds()
                + " s after the end, at revision "
                + newest);
      }
    }
  }

  private void hashes(long revision) throws InterruptedException {
    for (int member = 0; member < scene.size(); member++) {
      for (int attempt = 1; ; attempt++) {
        try {
          HashKVResponse answer = scene.admin().hash(member, revision);
          session
              .recorder()
              .hash(
                  new HashObservation(
                      "m" + (member + 1),
                      session.recorder().now(),
                      revision,
                      answer.getCompactRevision(),
                      Integer.toUnsignedLong(answer.getHash())));
          break;
        } catch (StatusRuntimeException e) {
          if (attempt == ATTEMPTS) {
            problems.add("m" + (member + 1) + " gives no hash: " + e.getStatus());
            break;
          }
          Thread.sleep(200);
        }
      }
    }
  }
}
