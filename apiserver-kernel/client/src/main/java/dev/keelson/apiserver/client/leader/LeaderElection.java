package dev.keelson.apiserver.client.leader;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ObjectName;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Contends for a lease for as long as it is open: as follower, tries to take it once it is free; as
 * leader, renews it; having lost it, follows again.
 *
 * <p>Nobody's wall clock is believed: a lease is free when it was <em>seen</em> unchanged for its
 * duration, on the own monotone clock. A leader counts from before it sent its last renewal, a
 * follower from after it saw it; so two never lead at once while their clocks' rates differ by less
 * than lease and renew deadline do. Leading ends on time even while a call hangs.
 */
public final class LeaderElection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderElection.class);

  private record Observed(LeaseRecord lease, long at) {}

  private final ResourceClient leases;
  private final ObjectName name;
  private final String identity;
  private final LeaderTimes times;
  private final LeaderCallbacks callbacks;
  private final Executor caller;
  private final RandomGenerator random;
  private final Timing timing;

  /** Guards what follows; never held in a call to the server. */
  private final ReentrantLock lock = new ReentrantLock();

  private Optional<Observed> observed = Optional.empty();
  private boolean isLeading;
  private long renewedAt;
  private String reported = "";
  private Timing.Task expiry = () -> {};
  private boolean isClosed;
  private Optional<Thread> thread = Optional.empty();

  LeaderElection(
      ApiClient client,
      ObjectName name,
      String identity,
      LeaderTimes times,
      LeaderCallbacks callbacks,
      Executor caller,
      RandomGenerator random) {
    this.leases =
        client
            .with(client.options().withRetries(0).withTimeout(times.renewDeadline().dividedBy(2)))
            .resource("coordination.k8s.io/v1", "leases");
    this.name = name;
    this.identity = identity;
    this.times = times;
    this.callbacks = callbacks;
    this.caller = caller;
    this.random = random;
    this.timing = client.timing();
  }

  /**
   * Begins to contend.
   *
   * @param name of the lease; made if it is not there, in a namespace that is
   * @param identity unlike all others'
   */
  public static LeaderElection start(
      ApiClient client,
      ObjectName name,
      String identity,
      LeaderTimes times,
      LeaderCallbacks callbacks) {
    ExecutorService caller =
        Executors.newSingleThreadExecutor(Thread.ofVirtual().name("leader-callbacks").factory());
    LeaderElection election =
        new LeaderElection(
            client, name, identity, times, callbacks, caller, RandomGenerator.getDefault());
    election.thread =
        Optional.of(Thread.ofVirtual().name("leader-election-" + name).start(election::contend));
    return election;
  }

  private void contend() {
    try {
      while (!isClosed()) {
        timing.sleep(step());
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  /**
   * One attempt to take or renew.
   *
   * @return how long to wait before the next
   */
  Duration step() {
    long sentAt = timing.nanos();
    if (attempt()) {
      held(sentAt);
    }
    Duration period = times.retryPeriod();
    return isLeading()
        ? period
        : period.plusNanos((long) (period.toNanos() * LeaderTimes.JITTER * random.nextDouble()));
  }

  private boolean attempt() {
    try {
      return renewKnown() || takeFree();
    } catch (ApiFailure | TransportFailure e) {
      LOG.debug("{}: {}", name, e.getMessage());
      return false;
    }
  }

  /** Without a read before: as leader we know what is there. */
  private boolean renewKnown() {
    Optional<LeaseRecord> known =
        locked(() -> observed.map(Observed::lease).filter(each -> isLeading && isOurs(each)));
    if (known.isEmpty()) {
      return false;
    }
    try {
      write(known.get());
      return true;
    } catch (ApiFailure e) {
      LOG.debug("{}: {}", name, e.getMessage());
      return false;
    }
  }

  private boolean takeFree() {
    var found = leases.find(name);
    if (found.isEmpty()) {
      LeaseRecord mine = LeaseRecord.none(name).held(identity, times.lease(), timing.now());
      observe(new LeaseRecord(leases.create(mine.object())));
      return true;
    }
    LeaseRecord lease = new LeaseRecord(found.get());
    observe(lease);
    if (!isFree(lease)) {
      return false;
    }
    write(lease);
    return true;
  }

  private void write(LeaseRecord before) {
    LeaseRecord mine = before.held(identity, times.lease(), timing.now());
    observe(new LeaseRecord(leases.update(mine.object())));
  }

  private boolean isOurs(LeaseRecord lease) {
    return lease.holder().equals(identity);
  }

  private boolean isFree(LeaseRecord lease) {
    if (lease.holder().isEmpty() || isOurs(lease)) {
      return true;
    }
    long since = locked(() -> observed.map(Observed::at).orElseGet(timing::nanos));
    return timing.nanos() - since >= lease.duration().toNanos();
  }

  /** What the server says of it now. */
  private void observe(LeaseRecord lease) {
    locked(
        () -> {
          boolean isNews = observed.map(each -> !each.lease().says(lease)).orElse(true);
          long at = isNews ? timing.nanos() : observed.map(Observed::at).orElse(0L);
          observed = Optional.of(new Observed(lease, at));
          if (isLeading && !isOurs(lease)) {
            stopLeading();
          }
          if (!lease.holder().isEmpty() && !lease.holder().equals(reported)) {
            reported = lease.holder();
            caller.execute(() -> callbacks.newLeader(lease.holder()));
          }
          return true;
        });
  }

  private void held(long sentAt) {
    locked(
        () -> {
          Duration left = leftOf(sentAt);
          if (isClosed || !left.isPositive()) {
            return false;
          }
          renewedAt = sentAt;
          expiry.cancel();
          expiry = timing.schedule(left, this::expire);
          if (!isLeading) {
            isLeading = true;
            LOG.info("{}: {} leads", name, identity);
            caller.execute(callbacks::started);
          }
          return true;
        });
  }

  private void expire() {
    locked(
        () -> {
          if (isLeading && !leftOf(renewedAt).isPositive()) {
            stopLeading();
          }
          return true;
        });
  }

  private Duration leftOf(long since) {
    return times.renewDeadline().minusNanos(timing.nanos() - since);
  }

  /** With the lock. */
  private void stopLeading() {
    isLeading = false;
    expiry.cancel();
    LOG.info("{}: {} leads no longer", name, identity);
    caller.execute(callbacks::stopped);
  }

  /** True by the clock, even if {@link LeaderCallbacks#stopped} has not been called yet. */
  public boolean isLeading() {
    return locked(() -> isLeading && leftOf(renewedAt).isPositive());
  }

  /** Who was last seen to lead; "" if nobody. */
  public String leader() {
    return locked(() -> observed.map(each -> each.lease().holder()).orElse(""));
  }

  private boolean isClosed() {
    return locked(() -> isClosed);
  }

  private <T> T locked(java.util.function.Supplier<T> what) {
    lock.lock();
    try {
      return what.get();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Stops leading, waits until that was told, and gives the lease back, so that the next need not
   * wait.
   */
  @Override
  public void close() {
    boolean wasLeading =
        locked(
            () -> {
              boolean was = isLeading;
              isClosed = true;
              if (isLeading) {
                stopLeading();
              }
              return was;
            });
    thread.ifPresent(Thread::interrupt);
    if (caller instanceof ExecutorService service) {
      service.close();
    }
    if (wasLeading) {
      release();
    }
  }

  private void release() {
    try {
      var lease = leases.find(name).map(LeaseRecord::new).filter(this::isOurs);
      lease.ifPresent(each -> leases.update(each.released(timing.now()).object()));
    } catch (ApiFailure | TransportFailure e) {
      LOG.debug("{} is not given back: {}", name, e.getMessage());
    }
  }
}
