package dev.keelson.raftstore.consensus;

import dev.keelson.mvcc.LogPosition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;

/**
 * Drives a {@link LogApplier} from Ratis' apply thread.
 *
 * <p>After a start Ratis begins again after the newest checkpoint, which may lie before what the
 * applier already holds; those entries are passed over. {@code turn} is the one place where apply,
 * install and leadershipChanged meet: it is held by whoever calls the applier, so that the applier
 * sees one thread at a time.
 */
final class RatisStateMachine extends BaseStateMachine {
  private static final CompletableFuture<Message> DONE =
      CompletableFuture.completedFuture(Message.EMPTY);

  private static final Pattern SEGMENT = Pattern.compile("log_(?:inprogress_)?(\\d+)(?:-\\d+)?");

  private final LogApplier applier;
  private final CheckpointKeeper keeper;
  private final Runnable leadershipSignal;
  private final Consumer<Throwable> onFailure;
  private final Runnable onStopped;
  private final LeaderLease lease;
  private final AppliedWaits waits;
  private volatile @Nullable LeaderQuestions questions;
  private final ReentrantLock turn = new ReentrantLock();
  private volatile boolean failed;
  private volatile boolean excluded;
  private volatile Runnable afterApply = () -> {};

  RatisStateMachine(
      LogApplier applier,
      CheckpointKeeper keeper,
      LeaderLease lease,
      AppliedWaits waits,
      Runnable leadershipSignal,
      Consumer<Throwable> onFailure,
      Runnable onStopped) {
    this.applier = applier;
    this.keeper = keeper;
    this.leadershipSignal = leadershipSignal;
    this.onFailure = onFailure;
    this.onStopped = onStopped;
    this.lease = lease;
    this.waits = waits;
  }

  /** Who answers what this member is asked as the leader; before the server starts. */
  void answerWith(LeaderQuestions questions) {
    this.questions = questions;
  }

  @Override
  public void initialize(RaftServer server, RaftGroupId group, RaftStorage storage)
      throws IOException {
    super.initialize(server, group, storage);
    getLifeCycle().startAndTransition(() -> recover(storage), IOException.class);
  }

  private void recover(RaftStorage storage) throws IOException {
    Path root = storage.getStorageDir().getRoot().toPath();
    keeper.open(root);
    long reached = keeper.latest().map(c -> c.position().index()).orElse(-1L);
    if (applier.applied().index() < reached) {
      keeper.install(); // an installation that was cut short
    }
    long applied = applier.applied().index();
    OptionalLong first = firstLogged(storage.getStorageDir().getCurrentDir().toPath());
    if (first.isPresent() && first.getAsLong() > applied + 1) {
      throw new IllegalStateException(
          "the state reaches entry %d but the log in %s begins at entry %d; entries between are lost: empty this member's data and let it join anew"
              .formatted(applied, root, first.getAsLong()));
    }
    long covered = keeper.latest().map(c -> c.position().index()).orElse(-1L);
    if (first.isPresent() && first.getAsLong() > covered + 1) {
      // The state may have them all, but Ratis wants the log from its last checkpoint on.
      throw new IllegalStateException(
          "the log in %s begins at entry %d but this member's last checkpoint reaches entry %d; entries between are lost: empty this member's data and let it join anew"
              .formatted(root, first.getAsLong(), covered));
    }
  }

  /**
   * Of the log segments, by their names: {@code log_<first>-<last>} and {@code
   * log_inprogress_<first>}.
   */
  private static OptionalLong firstLogged(Path directory) throws IOException {
    return Directories.children(directory).stream()
        .map(file -> SEGMENT.matcher(file.getFileName().toString()))
        .filter(Matcher::matches)
        .mapToLong(m -> Long.parseLong(m.group(1)))
        .min();
  }

  /** Runs on the apply thread after every entry; cheap. */
  void afterApply(Runnable task) {
    afterApply = task;
  }

  /** Runs {@code call} while nothing else calls the applier. */
  void inTurn(Runnable call) {
    turn.lock();
    try {
      call.run();
    } finally {
      turn.unlock();
    }
  }

  @Override
  public TransactionContext startTransaction(RaftClientRequest request) {
    return TransactionContext.newBuilder()
        .setStateMachine(this)
        .setClientRequest(request)
        .setLogData(request.getMessage().getContent())
        .setStateMachineContext(request.getMessage() instanceof LocalEntry local ? local : null)
        .build();
  }

  @Override
  public TransactionContext preAppendTransaction(TransactionContext transaction) {
    if (transaction.getStateMachineContext() instanceof LocalEntry local) {
      local.markAppended();
    }
    return transaction;
  }

  @Override
  public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
    LogEntryProto entry = transaction.getLogEntry();
    LogPosition position = new LogPosition(entry.getTerm(), entry.getIndex());
    LocalEntry local = transaction.getStateMachineContext() instanceof LocalEntry l ? l : null;
    byte[] bytes =
        local != null
            ? local.bytes()
            : EntryBytes.unwrap(entry.getStateMachineLogEntry().getLogData());
    if (local != null) {
      lease.proved(entry.getTerm(), local.madeNanos());
    }
    advance(position, bytes, local == null ? null : local.prepared());
    return DONE;
  }

  /** An entry of Ratis' own. */
  @Override
  public void notifyTermIndexUpdated(long term, long index) {
    advance(new LogPosition(term, index), null, null);
  }

  private void advance(LogPosition position, byte @Nullable [] entry, @Nullable Object prepared) {
    if (failed) {
      throw new IllegalStateException("stopped before " + position);
    }
    turn.lock();
    try {
      if (position.compareTo(applier.applied()) > 0) {
        if (entry == null || entry.length == 0) {
          applier.skip(position);
        } else {
          applier.apply(position, entry, prepared);
        }
      }
      keeper.applied(position.index(), entry == null ? 0 : entry.length);
    } catch (Throwable e) {
      throw stop(
          "applying entry %d of term %d failed".formatted(position.index(), position.term()), e);
    } finally {
      turn.unlock();
    }
    waits.reached(position.index());
    afterApply.run();
  }

  /** Ratis stops this member when the apply thread throws; a failed future it would merely note. */
  private IllegalStateException stop(String what, Throwable cause) {
    failed = true;
    IllegalStateException why = new IllegalStateException(what, cause);
    onFailure.accept(why);
    return why;
  }

  @Override
  public TermIndex getLastAppliedTermIndex() {
    LogPosition applied = applier.applied();
    return TermIndex.valueOf(applied.term(), applied.index());
  }

  @Override
  public @Nullable SnapshotInfo getLatestSnapshot() {
    return keeper.latest().orElse(null);
  }

  /** Takes none, and is not asked by our settings: says how much of the log may go. */
  @Override
  public long takeSnapshot() {
    return keeper.dispensable();
  }

  @Override
  public void pause() {
    getLifeCycle().transition(LifeCycle.State.PAUSING);
    getLifeCycle().transition(LifeCycle.State.PAUSED);
  }

  /** A checkpoint of another member has arrived. Apply thread. */
  @Override
  public void reinitialize() throws IOException {
    turn.lock();
    try {
      getLifeCycle().startAndTransition(keeper::install, IOException.class);
    } catch (Throwable e) {
      throw stop("installing a checkpoint failed", e);
    } finally {
      turn.unlock();
    }
    waits.reached(applier.applied().index());
  }

  @Override
  public CompletableFuture<Message> query(Message request) {
    LeaderQuestions answering = questions;
    if (answering == null) {
      return CompletableFuture.failedFuture(new IllegalStateException("asked before the start"));
    }
    try {
      return answering.answer(request);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Asked by whoever speaks to this very member, leading or not. */
  @Override
  public CompletableFuture<Message> queryStale(Message request, long minIndex) {
    LeaderQuestions answering = questions;
    if (answering == null) {
      return CompletableFuture.failedFuture(new IllegalStateException("asked before the start"));
    }
    try {
      return CompletableFuture.completedFuture(answering.told());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Ratis has stopped by itself because others said that this member is none of them any more. */
  @Override
  public void notifyServerShutdown(RoleInfoProto role, boolean allServer) {
    if (!allServer) {
      excluded = true;
    }
  }

  /** Whether the leader has told this member that it is not in the configuration. */
  boolean isExcluded() {
    return excluded;
  }

  @Override
  public void notifyLeaderChanged(RaftGroupMemberId member, RaftPeerId leader) {
    leadershipSignal.run();
  }

  @Override
  public void notifyLeaderReady() {
    leadershipSignal.run();
  }

  @Override
  public void notifyNotLeader(Collection<TransactionContext> pending) {
    leadershipSignal.run();
  }

  @Override
  public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto entry) {
    stop(
        entry == null
            ? "the log cannot be written"
            : "entry %d of term %d cannot be written".formatted(entry.getIndex(), entry.getTerm()),
        cause);
  }

  @Override
  public void close() {
    onStopped.run();
  }
}
