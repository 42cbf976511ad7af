package dev.keelson.raftstore.consensus;

import dev.keelson.raftstore.consensus.ReplicatedLog.NotCommitted;
import dev.keelson.raftstore.consensus.ReplicatedLog.NotCommitted.Why;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftPeerId;

/**
 * Questions that the leader answers outside the log, and both ends of them: the read index, and
 * whatever the applier is asked. A leader answers only once it has made sure, after the question
 * came, that it still leads ({@link LeadershipProofs}); otherwise it says so and is asked again, or
 * its successor is. Beside them a follower's word that it is behind, for which nothing has to be
 * sure.
 *
 * <p>On the wire: a question is its kind (one byte) and its body; an answer is 1 and its body, or 0
 * for "ask again".
 */
final class LeaderQuestions {
  private static final RaftClientRequest.Type ASK = RaftClientRequest.readRequestType(true);
  private static final byte READ_INDEX = 0;
  private static final byte APPLIER = 1;
  private static final byte BEHIND = 2;
  private static final byte AGAIN = 0;
  private static final byte ANSWER = 1;
  private static final long PAUSE_MILLIS = 5;
  private static final Message ASK_AGAIN = message(AGAIN, new byte[0]);

  private final LeaderCalls calls;
  private final Appenders appenders;
  private final LeadershipProofs proofs;
  private final AppliedWaits applied;
  private final LogApplier applier;
  private final ScheduledExecutorService timer;
  private final long timeoutNanos;

  LeaderQuestions(
      LeaderCalls calls,
      Appenders appenders,
      LeadershipProofs proofs,
      AppliedWaits applied,
      LogApplier applier,
      ScheduledExecutorService timer,
      Duration timeout) {
    this.calls = calls;
    this.appenders = appenders;
    this.proofs = proofs;
    this.applied = applied;
    this.applier = applier;
    this.timer = timer;
    this.timeoutNanos = timeout.toNanos();
  }

  /**
   * An index that covers all that was acknowledged before the call. Fails with {@link
   * NotCommitted}.
   */
  CompletableFuture<Long> readIndex() {
    return ask(message(READ_INDEX, new byte[0]))
        .thenApply(answer -> ByteBuffer.wrap(answer).getLong());
  }

  /**
   * {@link LogApplier#answer} of the leader; within the call if that is this member and its lease
   * holds.
   */
  CompletableFuture<byte[]> askApplier(byte[] question) {
    long index = calls.isClosed() ? LeadershipProofs.NOT_LEADING : proofs.vouchedNow();
    return index == LeadershipProofs.NOT_LEADING
        ? ask(message(APPLIER, question))
        : applied.reach(index).thenApply(_ -> applier.answer(question));
  }

  /**
   * Tells the leader that this member waits for news and where its log ends; not repeated if it is
   * lost.
   */
  void isBehind(long nextIndex) {
    RaftNode node = calls.node();
    RaftPeerId leader = node.leader();
    if (leader != null && !leader.equals(node.self())) {
      byte[] body =
          ByteBuffer.allocate(2 * Long.BYTES)
              .putLong(PeerIds.member(node.self()))
              .putLong(nextIndex)
              .array();
      calls
          .peers()
          .send(node.request(leader, node.nextCallId(), message(BEHIND, body), ASK, List.of()));
    }
  }

  private CompletableFuture<byte[]> ask(Message question) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    ask(question, System.nanoTime(), answer);
    return answer;
  }

  private void ask(Message question, long sinceNanos, CompletableFuture<byte[]> answer) {
    calls
        .start(question, ASK)
        .whenComplete(
            (reply, failure) -> {
              if (failure != null) {
                answer.completeExceptionally(LeaderCall.unwrapped(failure));
                return;
              }
              byte[] bytes = EntryBytes.unwrap(reply.getContent());
              if (bytes[0] == ANSWER) {
                answer.complete(Arrays.copyOfRange(bytes, 1, bytes.length));
              } else {
                again(question, sinceNanos, answer);
              }
            });
  }

  private void again(Message question, long sinceNanos, CompletableFuture<byte[]> answer) {
    if (System.nanoTime() - sinceNanos > timeoutNanos) {
      answer.completeExceptionally(new NotCommitted(Why.NO_LEADER, "question to the leader", null));
      return;
    }
    try {
      timer.schedule(() -> ask(question, sinceNanos, answer), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(new NotCommitted(Why.CLOSED, "question to the leader", e));
    }
  }

  /** On the member that is asked, which leads as far as Ratis knows. */
  CompletableFuture<Message> answer(Message question) {
    byte[] bytes = EntryBytes.unwrap(question.getContent());
    if (bytes[0] == BEHIND) {
      ByteBuffer told = ByteBuffer.wrap(bytes, 1, 2 * Long.BYTES);
      appenders.isBehind(PeerIds.peer(told.getLong()), told.getLong());
      return CompletableFuture.completedFuture(message(ANSWER, new byte[0]));
    }
    return proofs
        .vouched()
        .thenCompose(
            index ->
                index == LeadershipProofs.NOT_LEADING
                    ? CompletableFuture.completedFuture(ASK_AGAIN)
                    : answer(bytes, index));
  }

  private CompletableFuture<Message> answer(byte[] question, long index) {
    return switch (question[0]) {
      case READ_INDEX ->
          CompletableFuture.completedFuture(
              message(ANSWER, ByteBuffer.allocate(Long.BYTES).putLong(index).array()));
      case APPLIER ->
          applied
              .reach(index)
              .thenApply(
                  _ ->
                      message(
                          ANSWER,
                          applier.answer(Arrays.copyOfRange(question, 1, question.length))));
      default ->
          CompletableFuture.failedFuture(
              new IllegalArgumentException("question of unknown kind " + question[0]));
    };
  }

  /** What this member tells anybody; see {@link PeerInquiry}. */
  Message told() {
    return PeerInquiry.told(calls.node(), applier.tell());
  }

  private static Message message(byte kind, byte[] body) {
    byte[] whole = new byte[1 + body.length];
    whole[0] = kind;
    System.arraycopy(body, 0, whole, 1, body.length);
    return Message.valueOf(EntryBytes.wrap(whole));
  }
}
