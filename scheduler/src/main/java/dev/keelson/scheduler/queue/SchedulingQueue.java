package dev.keelson.scheduler.queue;

import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.scheduler.metrics.SchedulerMetrics;
import dev.keelson.scheduler.plugin.ClusterChange;
import dev.keelson.scheduler.queue.PodEntry.Place;
import dev.keelson.scheduler.view.PodView;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Gives out pods to be tried, the most important first, and takes them back. Any thread; one lock,
 * under which PreEnqueue plugins and queueing hints run.
 */
public final class SchedulingQueue implements AutoCloseable {
  private static final Duration FLUSH_UNSCHEDULABLE = Duration.ofSeconds(30);
  private static final Duration FLUSH_BACKOFF = Duration.ofSeconds(1);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Timing timing;
  private final QueueOptions options;
  private final Hints hints;
  private final QueueState state;
  private final InFlight inFlight = new InFlight();
  private final NominatedPods nominated;
  private boolean isClosed;
  private boolean isStarted;
  private Optional<Timing.Task> backoffFlush = Optional.empty();
  private Optional<Timing.Task> unschedulableFlush = Optional.empty();

  /** Whoever took the last one is still at it. */
  private boolean isTaken;

  /** Of what is active or taken, as the timing's activity was told. */
  private int counted;

  public SchedulingQueue(
      Timing timing, QueueOptions options, NominatedPods nominated, SchedulerMetrics metrics) {
    this.timing = timing;
    this.options = options;
    this.nominated = nominated;
    this.hints = new Hints(options.registrations());
    this.state = new QueueState(timing, options, hints, nominated, metrics);
    metrics.pending("active", () -> locked(() -> (long) state.active()));
    metrics.pending("backoff", () -> locked(() -> (long) state.backoff()));
    metrics.pending("unschedulable", () -> locked(() -> (long) state.unschedulable()));
    metrics.pending("gated", () -> locked(() -> (long) state.gated()));
  }

  /** Begins to flush. */
  public SchedulingQueue start() {
    return locked(
        () -> {
          isStarted = true;
          return this;
        });
  }

  /** Only where there is something to flush: an idle queue wakes nobody. */
  private void scheduleFlushes() {
    if (!isStarted || isClosed) {
      return;
    }
    if (backoffFlush.isEmpty() && state.backoff() > 0) {
      backoffFlush = Optional.of(timing.schedule(FLUSH_BACKOFF, () -> locked(this::flushBackoff)));
    }
    if (unschedulableFlush.isEmpty() && state.hasWaiting()) {
      unschedulableFlush =
          Optional.of(timing.schedule(FLUSH_UNSCHEDULABLE, () -> locked(this::flushUnschedulable)));
    }
  }

  /** Under the lock, after each change. */
  private void changed() {
    scheduleFlushes();
    int now = isClosed ? 0 : state.active() + (isTaken ? 1 : 0);
    for (; counted < now; counted++) {
      timing.activity().begin();
    }
    for (; counted > now; counted--) {
      timing.activity().end();
    }
  }

  private boolean flushBackoff() {
    backoffFlush = Optional.empty();
    state.flushBackoff();
    return signal();
  }

  private boolean flushUnschedulable() {
    unschedulableFlush = Optional.empty();
    long before = timing.nanos() - options.maxUnschedulable().toNanos();
    ClusterChange change = new ClusterChange.Signal(QueueEvents.TIMEOUT);
    for (PodEntry each : state.waiting()) {
      if (each.timestampNanos() < before) {
        each.isFlushed = true;
        move(each, change);
      }
    }
    inFlight.add(change);
    return signal();
  }

  /** A pod that is new. */
  public void add(PodView pod) {
    locked(
        () -> {
          if (isClosed || state.find(pod.uid()).isPresent() || inFlight.has(pod.uid())) {
            return false;
          }
          state.toActive(state.entry(pod), QueueEvents.POD_ADD.label());
          return signal();
        });
  }

  /**
   * A pod that waits has changed.
   *
   * @param changes what of it, as one change each
   */
  public void update(PodView before, PodView now, List<ClusterChange> changes) {
    locked(
        () -> {
          if (isClosed) {
            return false;
          }
          if (inFlight.has(now.uid())) {
            changes.forEach(inFlight::add);
            return true;
          }
          Optional<PodEntry> known = state.find(now.uid());
          if (known.isEmpty()) {
            state.toActive(state.entry(now), QueueEvents.POD_UPDATE.label());
          } else {
            update(known.get(), before, now, changes);
          }
          return signal();
        });
  }

  private void update(PodEntry entry, PodView before, PodView now, List<ClusterChange> changes) {
    state.refresh(entry, now);
    nominated.update(before, now);
    if (entry.place != Place.UNSCHEDULABLE) {
      return;
    }
    for (ClusterChange change : changes) {
      Requeue requeue = requeue(entry, change);
      if (requeue != Requeue.SKIP) {
        state.requeue(entry, requeue, change.event().label());
        if (entry.place != Place.UNSCHEDULABLE) {
          return;
        }
      }
    }
  }

  /** A pod that waits is gone, or bound. */
  public void delete(PodView pod) {
    locked(
        () -> {
          nominated.withdraw(pod);
          state.find(pod.uid()).ifPresent(state::remove);
          return true;
        });
  }

  /**
   * Waits for a pod that can be tried, and takes it: it is in flight until {@link #done} or {@link
   * #giveBack}.
   *
   * @return empty: the queue is closed
   */
  public Optional<PodEntry> pop() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      isTaken = false;
      while (!isClosed) {
        Optional<PodEntry> next = state.next();
        if (next.isEmpty()) {
          changed();
          filled.await();
        } else if (inFlight.take(next.get().pod().uid())) {
          state.taken(next.get());
          isTaken = true;
          return next;
        }
      }
      return Optional.empty();
    } finally {
      changed();
      lock.unlock();
    }
  }

  /** Without waiting, for tests and for taking a whole group. */
  public Optional<PodEntry> poll() {
    return locked(
        () -> {
          Optional<PodEntry> next = isClosed ? Optional.<PodEntry>empty() : state.next();
          next.ifPresent(
              entry -> {
                inFlight.take(entry.pod().uid());
                state.taken(entry);
              });
          return next;
        });
  }

  /**
   * This very pod, as if its turn had come, wherever it waits.
   *
   * @return empty: it is not in the queue, or is held back from it
   */
  public Optional<PodEntry> take(ObjectName pod) {
    return locked(
        () -> {
          Optional<PodEntry> known = isClosed ? Optional.<PodEntry>empty() : state.find(pod);
          if (known.isPresent() && known.get().place != Place.ACTIVE) {
            state.toActive(known.get(), QueueEvents.ACTIVATE.label());
          }
          Optional<PodEntry> taken = known.filter(entry -> entry.place == Place.ACTIVE);
          taken.ifPresent(
              entry -> {
                state.remove(entry);
                inFlight.take(entry.pod().uid());
                state.taken(entry);
              });
          return taken;
        });
  }

  /** It is decided that the pod is bound, or that it is nobody's any more. */
  public void done(String uid) {
    locked(
        () -> {
          inFlight.done(uid);
          return true;
        });
  }

  /**
   * An attempt has failed. Where it goes depends on who refused it and on what happened meanwhile.
   *
   * @param entry in flight; {@link PodEntry#rejectedBy} was called
   */
  public void giveBack(PodEntry entry) {
    locked(
        () -> {
          String uid = entry.pod().uid();
          if (!isClosed && state.find(uid).isEmpty()) {
            state.failed(entry);
            Requeue requeue = requeueOfInFlight(entry, uid);
            state.requeue(entry, requeue, "ScheduleAttemptFailure");
          }
          inFlight.done(uid);
          return signal();
        });
  }

  private Requeue requeueOfInFlight(PodEntry entry, String uid) {
    if (!entry.hasRejectors() || !inFlight.has(uid)) {
      return Requeue.AFTER_BACKOFF;
    }
    Requeue best = Requeue.SKIP;
    for (ClusterChange change : inFlight.since(uid)) {
      Requeue each = requeue(entry, change);
      if (each == Requeue.AT_ONCE
          || (each == Requeue.AFTER_BACKOFF && entry.pendingPlugins.isEmpty())) {
        return each;
      }
      best = each == Requeue.AFTER_BACKOFF ? each : best;
    }
    return best;
  }

  /** Something happened: pods that it may help are tried again. */
  public void moveAll(ClusterChange change) {
    moveAll(change, _ -> true);
  }

  public void moveAll(ClusterChange change, Predicate<PodView> which) {
    locked(
        () -> {
          var interested = hints.of(change.event());
          if (isClosed || (interested.isEmpty() && !change.event().isWildcard())) {
            return false;
          }
          for (PodEntry each : state.rejectedBy(interested)) {
            if (which.test(each.pod())) {
              move(each, change);
            }
          }
          inFlight.add(change);
          return signal();
        });
  }

  private void move(PodEntry entry, ClusterChange change) {
    if (entry.isGated()
        && entry.gatingEvents.stream().noneMatch(each -> each.covers(change.event()))) {
      return;
    }
    Requeue requeue = requeue(entry, change);
    if (requeue != Requeue.SKIP) {
      state.requeue(entry, requeue, change.event().label());
    }
  }

  private Requeue requeue(PodEntry entry, ClusterChange change) {
    if (!entry.hasRejectors()) {
      return Requeue.AFTER_BACKOFF;
    }
    if (change.event().isWildcard()) {
      boolean isOther =
          change instanceof ClusterChange.Pods pods
              && pods.after().isPresent()
              && !pods.after().get().uid().equals(entry.pod().uid());
      return isOther ? Requeue.SKIP : Requeue.AFTER_BACKOFF;
    }
    Requeue best = Requeue.SKIP;
    var interested = hints.of(change.event()).get(entry.pod().schedulerName());
    if (interested == null) {
      return best;
    }
    for (Hints.Interested each : interested) {
      if (entry.isRejectedBy(each.plugin()) && each.isWorthTrying(entry.pod(), change)) {
        if (entry.pendingPlugins.contains(each.plugin())) {
          return Requeue.AT_ONCE;
        }
        if (entry.pendingPlugins.isEmpty()) {
          return Requeue.AFTER_BACKOFF;
        }
        best = Requeue.AFTER_BACKOFF;
      }
    }
    return best;
  }

  /** Puts them into the active queue at once, unless they are gated. */
  public void activate(Collection<ObjectName> pods) {
    locked(
        () -> {
          for (ObjectName name : pods) {
            Optional<PodEntry> known = state.find(name);
            if (known.isPresent() && known.get().place != Place.ACTIVE) {
              state.toActive(known.get(), QueueEvents.ACTIVATE.label());
            } else if (known.isEmpty()) {
              inFlight.add(new ClusterChange.Signal(QueueEvents.ACTIVATE));
            }
          }
          return signal();
        });
  }

  public NominatedPods nominated() {
    return nominated;
  }

  /** Active, backing off, unschedulable and gated. */
  public int size() {
    return locked(state::size);
  }

  /** For tests: where the pod is. */
  String placeOf(String uid) {
    return locked(
        () ->
            inFlight.has(uid)
                ? Place.IN_FLIGHT.name()
                : state.find(uid).map(entry -> entry.place.name()).orElse(Place.NOWHERE.name()));
  }

  int inFlightEvents() {
    return locked(inFlight::events);
  }

  private boolean signal() {
    if (state.hasNext()) {
      filled.signal();
    }
    return true;
  }

  private <T> T locked(java.util.function.Supplier<T> what) {
    lock.lock();
    try {
      return what.get();
    } finally {
      changed();
      lock.unlock();
    }
  }

  /** Wakes whoever waits in {@link #pop}. Idempotent. */
  @Override
  public void close() {
    locked(
        () -> {
          isClosed = true;
          backoffFlush.ifPresent(Timing.Task::cancel);
          unschedulableFlush.ifPresent(Timing.Task::cancel);
          inFlight.clear();
          filled.signalAll();
          return true;
        });
  }
}
