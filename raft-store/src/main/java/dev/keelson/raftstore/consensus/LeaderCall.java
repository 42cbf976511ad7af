package dev.keelson.raftstore.consensus;

import dev.keelson.raftstore.consensus.ReplicatedLog.NotCommitted;
import dev.keelson.raftstore.consensus.ReplicatedLog.NotCommitted.Why;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.AlreadyClosedException;
import org.apache.ratis.protocol.exceptions.GroupMismatchException;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.protocol.exceptions.ResourceUnavailableException;
import org.apache.ratis.protocol.exceptions.ServerNotReadyException;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to whoever leads. It keeps its call id over all attempts, so that a
 * leader, old or new, that has taken it before knows it again and answers for the first; and it
 * remembers whether any attempt may have been taken, which decides what it may say when it gives
 * up.
 *
 * <p>State is guarded by this object's monitor; futures are completed outside it.
 */
final class LeaderCall {
  private final LeaderCalls calls;
  private final long callId;
  private final Message message;
  private final RaftClientRequest.Type type;
  private final CompletableFuture<Message> result = new CompletableFuture<>();

  private int attempts;
  private int pauses;
  private boolean inFlight;
  private @Nullable RaftPeerId target;
  private final Set<RaftPeerId> unanswered = new HashSet<>(2);
  private boolean maybeTaken;
  private @Nullable Throwable lastFailure;
  private volatile @Nullable Future<?> timer;

  LeaderCall(LeaderCalls calls, long callId, Message message, RaftClientRequest.Type type) {
    this.calls = calls;
    this.callId = callId;
    this.message = message;
    this.type = type;
  }

  CompletableFuture<Message> result() {
    return result;
  }

  long callId() {
    return callId;
  }

  void setTimer(Future<?> timer) {
    this.timer = timer;
    if (result.isDone()) {
      timer.cancel(false);
    }
  }

  /** One attempt was made, on this member: nobody can hold a second copy of this request. */
  synchronized boolean wasSentOnceAndHere() {
    return attempts == 1 && calls.node().self().equals(target);
  }

  /**
   * Sends it to the leader known now, or waits a little for one. Does nothing while an attempt is
   * under way.
   */
  void attempt() {
    RaftNode node = calls.node();
    boolean leads = node.leads();
    RaftPeerId leader = leads ? node.self() : node.leader();
    int attempt = 0;
    int before;
    synchronized (this) {
      if (result.isDone() || inFlight) {
        return;
      }
      before = pauses++;
      boolean steppingDown = !leads && node.self().equals(leader);
      if (leader != null && !steppingDown && unanswered.add(leader)) {
        attempt = ++attempts;
        target = leader;
        inFlight = true;
      }
    }
    if (leader == null || attempt == 0) {
      calls.later(this::attempt, before);
      return;
    }
    send(attempt, leader);
  }

  private void send(int attempt, RaftPeerId leader) {
    RaftNode node = calls.node();
    boolean local = leader.equals(node.self());
    RaftClientRequest request =
        node.request(leader, callId, message, type, local ? calls.someReplied() : List.of());
    CompletableFuture<RaftClientReply> reply =
        local ? node.submit(request) : calls.peers().send(request);
    reply.whenComplete((r, e) -> settle(attempt, leader, local, r, e));
  }

  /** Another member leads: what was sent elsewhere may never be answered. */
  void leaderIs(RaftPeerId leader) {
    synchronized (this) {
      if (inFlight) {
        if (leader.equals(target) || calls.node().self().equals(target)) {
          return; // Ratis answers what is pending here when it steps down
        }
        maybeTaken = true;
        inFlight = false;
      }
    }
    attempt();
  }

  private void settle(
      int attempt,
      RaftPeerId peer,
      boolean local,
      @Nullable RaftClientReply reply,
      @Nullable Throwable thrown) {
    Throwable failure =
        thrown != null ? unwrapped(thrown) : reply == null ? null : reply.getException();
    if (failure == null && reply != null) {
      finish();
      if (!local && message instanceof LocalEntry) {
        calls.appliedElsewhere(reply.getLogIndex());
      }
      result.complete(reply.getMessage() == null ? Message.EMPTY : reply.getMessage());
      return;
    }
    if (failure == null) {
      failure = new IllegalStateException("neither reply nor failure");
    }
    boolean refused = isRefusal(failure, local);
    boolean isCurrent;
    int before;
    synchronized (this) {
      unanswered.remove(peer);
      isCurrent = attempt == attempts && inFlight;
      if (isCurrent) {
        inFlight = false;
      }
      before = pauses;
      lastFailure = failure;
      maybeTaken |= !refused;
    }
    if (!isCurrent) {
      return; // a later attempt is under way, or will be
    }
    switch (failure) {
      case ResourceUnavailableException _ -> fail(Why.OVERLOADED);
      case StateMachineException _ ->
          end(new IllegalStateException("the leader could not answer", failure));
      case AlreadyClosedException _ when local -> fail(Why.CLOSED);
      case ServerNotReadyException _ when local && calls.isClosed() -> fail(Why.CLOSED);
      default -> calls.later(this::attempt, before);
    }
  }

  /**
   * Whether this failure says that the request was not taken. A member of another address may close
   * a stream with the answer to another request, so from afar only a plain refusal counts.
   */
  private boolean isRefusal(Throwable failure, boolean local) {
    if (type.is(org.apache.ratis.proto.RaftProtos.RaftClientRequestProto.TypeCase.READ)) {
      return true;
    }
    if (local) {
      return message instanceof LocalEntry entry && !entry.isAppended();
    }
    return failure instanceof GroupMismatchException
        || failure instanceof LeaderSteppingDownException
        || (failure instanceof ResourceUnavailableException
            && !String.valueOf(failure.getMessage()).contains("add a pending"))
        || PeerFailures.neverConnected(failure);
  }

  /** The time is up. */
  void expire() {
    fail(Why.TIMEOUT);
  }

  void close() {
    fail(Why.CLOSED);
  }

  private void fail(Why asked) {
    Why why;
    Throwable cause;
    synchronized (this) {
      cause = lastFailure;
      boolean away = inFlight && !calls.node().self().equals(target);
      boolean here = inFlight && message instanceof LocalEntry entry && entry.isAppended();
      if (maybeTaken || away || here) {
        why =
            cause instanceof NotLeaderException || cause instanceof LeaderNotReadyException
                ? Why.LEADER_CHANGED
                : Why.TIMEOUT;
      } else {
        why = asked == Why.TIMEOUT ? Why.NO_LEADER : asked;
      }
    }
    end(new NotCommitted(why, "call " + callId, cause));
  }

  private void end(RuntimeException why) {
    if (!result.isDone()) {
      finish();
      result.completeExceptionally(why);
    }
  }

  private void finish() {
    Future<?> t = timer;
    if (t != null) {
      t.cancel(false);
    }
    calls.finished(this);
  }

  static Throwable unwrapped(Throwable thrown) {
    Throwable e = thrown;
    while (e instanceof CompletionException && e.getCause() != null) {
      e = e.getCause();
    }
    return e;
  }
}
