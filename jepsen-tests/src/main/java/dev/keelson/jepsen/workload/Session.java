package dev.keelson.jepsen.workload;

import dev.keelson.jepsen.history.Keys;
import dev.keelson.jepsen.history.Recorder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** What the clients of one run share. Safe for any thread. */
public final class Session implements AutoCloseable {
  private static final int MAX_COMPLAINTS = 20;

  private final Recorder recorder;
  private final List<String> addresses;
  private final AtomicInteger nextClient = new AtomicInteger();
  private final List<WatchClient> watches = new CopyOnWriteArrayList<>();
  private final List<EtcdClient> clients = new CopyOnWriteArrayList<>();
  private final List<String> complaints = new ArrayList<>();
  private volatile boolean over;

  /**
   * @param addresses {@code host:port} of each member
   */
  public Session(Recorder recorder, List<String> addresses) {
    this.recorder = recorder;
    this.addresses = List.copyOf(addresses);
  }

  public Recorder recorder() {
    return recorder;
  }

  public int members() {
    return addresses.size();
  }

  /** A new client, closed with the session. */
  public EtcdClient client(int home) {
    EtcdClient client =
        new EtcdClient(recorder, nextClient::getAndIncrement, addresses, home % members());
    clients.add(client);
    return client;
  }

  /** A new watch, closed with the session. */
  public WatchClient watch(int member, Keys keys, long from, boolean previous) {
    WatchClient watch =
        WatchClient.start(
            nextClient.getAndIncrement(),
            recorder,
            addresses,
            member % members(),
            keys,
            from,
            previous);
    watches.add(watch);
    return watch;
  }

  public List<WatchClient> watches() {
    return List.copyOf(watches);
  }

  /** Whether the clients are to end. */
  public boolean isOver() {
    return over;
  }

  public void end() {
    over = true;
  }

  /** Something that no server may do, seen by the workload itself. */
  public void complain(String what) {
    synchronized (complaints) {
      if (complaints.size() < MAX_COMPLAINTS) {
        complaints.add(what);
      }
    }
  }

  public List<String> complaints() {
    synchronized (complaints) {
      return List.copyOf(complaints);
    }
  }

  @Override
  public void close() {
    watches.forEach(WatchClient::close);
    clients.forEach(EtcdClient::close);
  }
}
