package dev.keelson.jepsen.run;

import dev.keelson.jepsen.cluster.Member;
import dev.keelson.jepsen.fault.Fault;
import dev.keelson.jepsen.fault.Scene;
import dev.keelson.jepsen.workload.EtcdClient;
import dev.keelson.jepsen.workload.Session;
import dev.keelson.jepsen.workload.Workload;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Clients at work while a fault comes and goes, until the time is over and all is healed. */
final class LoadRun {
  // two cores have to serve the members too
  private static final int MOST_PAUSE_MILLIS = 12;

  private static final int QUIET_MILLIS = 600;
  private static final Duration HEAL_PATIENCE = Duration.ofSeconds(60);

  /** What clients go on doing once everything is whole again. */
  private static final long AFTERWARDS_MILLIS = 500;

  private final Scene scene;
  private final Session session;
  private final Workload workload;
  private final Fault fault;
  private final long seed;
  private final Duration load;

  LoadRun(Scene scene, Session session, Workload workload, Fault fault, long seed, Duration load) {
    this.scene = scene;
    this.session = session;
    this.workload = workload;
    this.fault = fault;
    this.seed = seed;
    this.load = load;
  }

  /** The number of strikes. At the end every member runs, or there is a complaint. */
  int run(Consumer<String> progress) throws IOException, InterruptedException {
    workload.prepare(session);
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < workload.clients(); i++) {
      EtcdClient client = session.client(i);
      clients.add(
          Thread.ofPlatform()
              .daemon()
              .name("client-" + client.id())
              .start(() -> work(client, new Random(seed + client.id()))));
    }
    long end = System.nanoTime() + load.toNanos();
    int strikes = 0;
    try {
      strikes = fault.strikes() ? strikeUntil(end, progress) : 0;
      while (System.nanoTime() < end) {
        progress.accept((end - System.nanoTime()) / 1_000_000_000 + " s left");
        Thread.sleep(100);
      }
      RowRun.awaitAll(scene, HEAL_PATIENCE).forEach(session::complain);
      Thread.sleep(AFTERWARDS_MILLIS);
    } finally {
      session.end();
      for (Thread client : clients) {
        client.join();
      }
    }
    for (Member member : scene.cluster().members()) {
      member.complaint().ifPresent(session::complain);
    }
    return strikes;
  }

  private int strikeUntil(long end, Consumer<String> progress)
      throws IOException, InterruptedException {
    int strikes = 0;
    Random random = scene.random();
    while (System.nanoTime() < end) {
      Thread.sleep(QUIET_MILLIS + random.nextInt(QUIET_MILLIS));
      try {
        fault.strike(scene, strikes);
        strikes++;
        progress.accept(strikes + " × " + fault.name());
        Thread.sleep(fault.lasts().toMillis());
      } finally {
        fault.heal(scene);
        scene.note("healed");
      }
      RowRun.awaitAll(scene, HEAL_PATIENCE).forEach(session::complain);
    }
    return strikes;
  }

  private void work(EtcdClient client, Random random) {
    try {
      while (!session.isOver()) {
        workload.step(session, client, random);
        Thread.sleep(random.nextInt(MOST_PAUSE_MILLIS));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      session.complain("client " + client.id() + " met what should not be: " + e);
    }
  }
}
