package dev.keelson.raftstore;

import static java.util.Objects.requireNonNull;

import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.KvStore;
import dev.keelson.mvcc.MvccStore;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.engine.Engine;
import dev.keelson.raftstore.consensus.LogApplier;
import dev.keelson.raftstore.consensus.ReplicatedLog;
import dev.keelson.raftstore.consensus.ReplicatedLog.Leadership;
import dev.keelson.raftstore.lease.LeaseClock;
import dev.keelson.raftstore.measure.Durations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What lies between the two ports of a member, {@link KvStore} above and {@link ReplicatedLog}
 * below: proposals, application, answers, watches, leases. It has no thread and no clock of its
 * own; given the same calls at the same times it does the same.
 *
 * <p>First made, then its {@link #applier} is given to a log, then {@link #serve} joins both. Who
 * owns it calls {@link #tick} and {@link #expire} from time to time.
 */
public final class MemberCore {
  /**
   * What a member stands on.
   *
   * @param directory of the store; an installed checkpoint is moved there
   * @param engines opens an engine on a directory
   * @param nanos monotonic time
   * @param leaseGrace what leases get on top when this member begins to lead
   * @param requestTimeout after which a command is given up, its fate unknown once it was proposed
   * @param catchUp reads history for watchers that are behind; may block on disk
   */
  public record Surroundings(
      Path directory,
      Function<Path, Engine> engines,
      LongSupplier nanos,
      Duration leaseGrace,
      Duration requestTimeout,
      Executor catchUp) {}

  private final Surroundings surroundings;
  private final LeaseClock leases;
  private final StoreApplier applier;
  private final Tally tally = new Tally();
  private @Nullable ProposalQueue proposals;

  /** Opens the store. {@code failed}: the member cannot go on, for this reason. */
  public MemberCore(
      Surroundings surroundings, PhysicalCompaction compaction, Consumer<Throwable> failed) {
    this(surroundings, listener(compaction, failed));
  }

  /** Opens the store. */
  MemberCore(Surroundings surroundings, StoreApplier.Listener listener) {
    this.surroundings = surroundings;
    this.leases = new LeaseClock(surroundings.nanos, this::proposeForLeases);
    this.applier =
        new StoreApplier(
            surroundings.directory,
            surroundings.engines,
            leases,
            surroundings.leaseGrace,
            surroundings.catchUp,
            listener,
            tally);
  }

  private static StoreApplier.Listener listener(
      PhysicalCompaction compaction, Consumer<Throwable> failed) {
    return new StoreApplier.Listener() {
      @Override
      public void leadershipChanged(Leadership now) {}

      @Override
      public void compactionRequested() {
        compaction.wake();
      }

      @Override
      public void failed(Throwable why) {
        failed.accept(why);
      }
    };
  }

  /** What the log drives. */
  public LogApplier applier() {
    return applier;
  }

  StoreApplier storeApplier() {
    return applier;
  }

  /** After {@link #serve}. */
  ProposalQueue proposals() {
    return requireNonNull(proposals, "not served yet");
  }

  StoreCounters counters() {
    return tally.counters(applier, proposals());
  }

  /** Of entries; see {@link StoreTimings}. */
  Durations applies() {
    return tally.applies;
  }

  /** Takes no more proposals, and refuses those that wait. */
  void refuse() {
    ProposalQueue queue = proposals;
    if (queue != null) {
      queue.close();
    }
  }

  /** The store as it is; closed for a moment while a checkpoint is installed. */
  public MvccStore store() {
    return applier.store();
  }

  /** One step of physical compaction: at most about {@code maxRecords}; false = nothing left. */
  public boolean compactStep(int maxRecords) {
    return applier.compactStep(maxRecords);
  }

  /**
   * Answers from now on.
   *
   * @param self id of this member
   * @param session of this process: another one after every restart
   */
  public KvStore serve(ReplicatedLog log, long self, long session, PhysicalCompaction compaction) {
    ProposalQueue queue =
        new ProposalQueue(log, self, session, surroundings.requestTimeout, surroundings.nanos);
    this.proposals = queue;
    applier.answerTo(queue);
    return new ReplicatedKvStore(log, applier, queue, compaction, tally);
  }

  /** Every {@link LeaseClock#TICK}: revokes leases that have run out, if this member leads. */
  public void tick() {
    leases.tick();
  }

  /** Several times in a request's timeout: gives up what has waited too long. */
  public void expire() {
    ProposalQueue queue = proposals;
    if (queue != null) {
      queue.expire();
    }
  }

  private void proposeForLeases(Command<?> command) {
    ProposalQueue queue = proposals;
    if (queue == null) {
      return;
    }
    queue
        .submit(command)
        .thenAccept(
            outcome -> {
              if (outcome instanceof Outcome.Refused<?>
                  && command instanceof Command.LeaseRevoke(long id)) {
                leases.revocationFailed(id);
              }
            });
  }
}
