package dev.keelson.jepsen.fault;

import dev.keelson.jepsen.cluster.Cluster;
import dev.keelson.jepsen.cluster.Member;
import dev.keelson.jepsen.cluster.Wire;
import dev.keelson.jepsen.workload.Admin;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** What a fault acts on. Members count from 0. */
public final class Scene {
  private final Cluster cluster;
  private final Admin admin;
  private final Random random;
  private final Consumer<String> diary;

  /**
   * @param diary is told what is done, for the log of the run
   */
  public Scene(Cluster cluster, Admin admin, Random random, Consumer<String> diary) {
    this.cluster = cluster;
    this.admin = admin;
    this.random = random;
    this.diary = diary;
  }

  public Cluster cluster() {
    return cluster;
  }

  public Admin admin() {
    return admin;
  }

  public Random random() {
    return random;
  }

  public int size() {
    return cluster.size();
  }

  /** Where packets can be stopped; only for faults that said they need it. */
  public Wire wire() {
    return cluster.wire().orElseThrow();
  }

  public void note(String what) {
    diary.accept(what);
  }

  public int anyone() {
    return random.nextInt(size());
  }

  /** The leader; anyone if there is none now. */
  public int leader() {
    return admin.leader().orElseGet(this::anyone);
  }

  /** Someone who does not lead, where there is more than one. */
  public int follower() {
    int leader = leader();
    return size() == 1 ? 0 : (leader + 1 + random.nextInt(size() - 1)) % size();
  }

  /** All members in an order drawn from the seed. */
  public List<Integer> shuffled() {
    List<Integer> all = new ArrayList<>(IntStream.range(0, size()).boxed().toList());
    Collections.shuffle(all, random);
    return all;
  }

  /** Starts and resumes whatever does not run. */
  public void bringAllBack() throws IOException {
    for (Member member : cluster.members()) {
      member.resume();
      member.start();
    }
  }

  /** Waits until the member answers a linearizable read; false if it does not in time. */
  public boolean awaitAnswer(int member, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < deadline) {
      if (admin.read(member).isPresent()) {
        return true;
      }
      Thread.sleep(50);
    }
    return false;
  }
}
