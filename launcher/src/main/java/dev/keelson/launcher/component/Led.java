package dev.keelson.launcher.component;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.leader.LeaderCallbacks;
import dev.keelson.apiserver.client.leader.LeaderElection;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that runs while it leads, and is started anew when it leads again. Without an election
 * it just runs. Thread-safe.
 *
 * @param <T> what runs; closing it is prompt, and afterwards it writes nothing
 */
public final class Led<T extends AutoCloseable> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Led.class);

  private final String name;
  private final Supplier<T> start;
  private Optional<T> running = Optional.empty();
  private Optional<LeaderElection> election = Optional.empty();
  private boolean isClosed;

  private Led(String name, Supplier<T> start) {
    this.name = name;
    this.start = start;
  }

  /**
   * @param client for the lease
   * @param start called at each beginning, on a thread of its own where there is an election
   */
  public static <T extends AutoCloseable> Led<T> start(
      ApiClient client, Election how, Supplier<T> start) {
    Led<T> led = new Led<>(how.lease().name(), start);
    if (how.isOn()) {
      LeaderElection contest =
          LeaderElection.start(client, how.lease(), identity(), how.times(), led.callbacks());
      synchronized (led) {
        led.election = Optional.of(contest);
      }
    } else {
      led.begin();
    }
    return led;
  }

  private static String identity() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "localhost";
    }
    return host + "_" + UUID.randomUUID();
  }

  private LeaderCallbacks callbacks() {
    return new LeaderCallbacks() {
      @Override
      public void started() {
        begin();
      }

      @Override
      public void stopped() {
        end();
      }
    };
  }

  private synchronized void begin() {
    if (!isClosed && running.isEmpty()) {
      running = Optional.of(start.get());
    }
  }

  private synchronized void end() {
    running.ifPresent(this::close);
    running = Optional.empty();
  }

  private void close(T each) {
    try {
      each.close();
    } catch (Exception e) {
      LOG.warn("{} does not end in an orderly way", name, e);
    }
  }

  /** What runs; empty while another leads. */
  public synchronized Optional<T> running() {
    return running;
  }

  /** Ends what runs, then gives the lead back. */
  @Override
  public void close() {
    Optional<LeaderElection> contest;
    synchronized (this) {
      isClosed = true;
      contest = election;
    }
    end();
    contest.ifPresent(LeaderElection::close);
  }
}
