package dev.keelson.raftstore.consensus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftPeerId;

/** Everything that is on its way to the leader, from this member. */
final class LeaderCalls {
  private static final long MAX_PAUSE_MILLIS = 100;
  private static final int REPLIED_AT_ONCE = 64;

  private final RaftNode node;
  private final PeerCalls peers;
  private final ScheduledExecutorService timer;
  private final long timeoutNanos;
  private final Set<LeaderCall> pending = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<Long> replied = new ConcurrentLinkedQueue<>();
  private volatile LongConsumer appliedElsewhere = _ -> {};
  private volatile boolean closed;

  LeaderCalls(RaftNode node, PeerCalls peers, ScheduledExecutorService timer, Duration timeout) {
    this.node = node;
    this.peers = peers;
    this.timer = timer;
    this.timeoutNanos = timeout.toNanos();
  }

  /** Who is told the index of every entry of this member's that another member has applied. */
  void tellApplied(LongConsumer appliedElsewhere) {
    this.appliedElsewhere = appliedElsewhere;
  }

  void appliedElsewhere(long index) {
    appliedElsewhere.accept(index);
  }

  RaftNode node() {
    return node;
  }

  PeerCalls peers() {
    return peers;
  }

  boolean isClosed() {
    return closed;
  }

  int pending() {
    return pending.size();
  }

  CompletableFuture<Message> start(Message message, RaftClientRequest.Type type) {
    LeaderCall call = new LeaderCall(this, node.nextCallId(), message, type);
    pending.add(call);
    if (closed) {
      call.close();
      return call.result();
    }
    call.attempt();
    if (!call.result().isDone()) {
      try {
        call.setTimer(timer.schedule(call::expire, timeoutNanos, TimeUnit.NANOSECONDS));
      } catch (RejectedExecutionException e) {
        call.close();
      }
    }
    return call.result();
  }

  /** Tries again soon: at first after 2 ms, later after {@value #MAX_PAUSE_MILLIS}. */
  void later(Runnable attempt, int before) {
    long pause = Math.min(MAX_PAUSE_MILLIS, 2L << Math.min(before, 6));
    try {
      timer.schedule(attempt, pause, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // closing: close() has ended or will end the call
    }
  }

  void leaderIs(RaftPeerId leader) {
    pending.forEach(call -> call.leaderIs(leader));
  }

  void finished(LeaderCall call) {
    pending.remove(call);
    if (call.wasSentOnceAndHere()) {
      replied.add(call.callId());
    }
  }

  /** Calls that are over: the retry cache may forget them before their time. */
  List<Long> someReplied() {
    Long first = replied.poll();
    if (first == null) {
      return List.of();
    }
    List<Long> some = new ArrayList<>(4);
    for (Long id = first; id != null; id = some.size() < REPLIED_AT_ONCE ? replied.poll() : null) {
      some.add(id);
    }
    return some;
  }

  /** Nothing new is taken; what is under way may still come through. */
  void refuseNew() {
    closed = true;
  }

  void close() {
    closed = true;
    pending.forEach(LeaderCall::close);
  }
}
