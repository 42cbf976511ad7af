package dev.keelson.raftstore.consensus;

import dev.keelson.raftstore.consensus.ReplicatedLog.NotCommitted;
import dev.keelson.raftstore.consensus.ReplicatedLog.NotCommitted.Why;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Read barriers: learn an index that covers all that was acknowledged before, and wait until that
 * is applied here.
 *
 * <p>A leader with a lease answers within the call. Otherwise many barriers share a round, one
 * question to the leader, which may be this member. A barrier may ride only on a round that begins
 * after it was asked for, so while a round is under way newcomers gather for the next.
 */
final class ReadBarriers {
  private final LeadershipProofs proofs;
  private final LeaderQuestions questions;
  private final CatchUp catchUp;
  private @Nullable CompletableFuture<Void> running;
  private @Nullable CompletableFuture<Void> gathering;
  private volatile boolean closed;

  ReadBarriers(LeadershipProofs proofs, LeaderQuestions questions, CatchUp catchUp) {
    this.proofs = proofs;
    this.questions = questions;
    this.catchUp = catchUp;
  }

  /** The future may be shared; nobody but this class may complete it. */
  CompletableFuture<Void> barrier() {
    if (closed) {
      return CompletableFuture.failedFuture(new NotCommitted(Why.CLOSED, "read barrier", null));
    }
    long index = proofs.vouchedNow();
    return index == LeadershipProofs.NOT_LEADING ? inRound() : catchUp.to(index);
  }

  private CompletableFuture<Void> inRound() {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    synchronized (this) {
      if (running != null) {
        if (gathering == null) {
          gathering = mine;
        }
        return gathering.copy();
      }
      running = mine;
    }
    begin(mine);
    return mine;
  }

  private void begin(CompletableFuture<Void> round) {
    questions
        .readIndex()
        .whenComplete(
            (index, failure) -> {
              next(); // waiting to apply costs no question, so those that gathered go on
              if (failure != null) {
                round.completeExceptionally(LeaderCall.unwrapped(failure));
              } else {
                follow(catchUp.to(index), round);
              }
            });
  }

  private static void follow(CompletableFuture<Void> reached, CompletableFuture<Void> round) {
    reached.whenComplete(
        (_, late) -> {
          if (late == null) {
            round.complete(null);
          } else {
            round.completeExceptionally(LeaderCall.unwrapped(late));
          }
        });
  }

  private void next() {
    CompletableFuture<Void> following;
    synchronized (this) {
      following = gathering;
      running = following;
      gathering = null;
    }
    if (following != null) {
      begin(following);
    }
  }

  /** What is under way ends as its questions and waits do, which are closed too. */
  void close() {
    closed = true;
  }
}
