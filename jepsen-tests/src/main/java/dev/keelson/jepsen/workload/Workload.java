package dev.keelson.jepsen.workload;

import dev.keelson.jepsen.history.Keys;
import java.util.List;
import java.util.random.RandomGenerator;

/** One way to use etcd. Holds the state of one run: a new one for each. */
public interface Workload {
  /** As it is called on the command line. */
  String name();

  /** A line for a person. */
  String about();

  /** Whatever it writes is in here. */
  Keys keys();

  /** How many clients work at the same time. */
  default int clients() {
    return 6;
  }

  /** Before the clients start, on a healthy cluster. */
  default void prepare(Session session) throws InterruptedException {}

  /**
   * One client's next step: a call, or a few that belong together. Called by that client's thread
   * again and again until the time is over.
   */
  void step(Session session, EtcdClient client, RandomGenerator random) throws InterruptedException;

  /** All of them; each call makes new ones. */
  static List<Workload> all() {
    return List.of(
        new RegisterWorkload(),
        new AppendWorkload(),
        new LockWorkload(),
        new WatchWorkload(),
        new BankWorkload(),
        new KubernetesWorkload());
  }
}
