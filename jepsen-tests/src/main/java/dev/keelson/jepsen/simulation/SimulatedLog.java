package dev.keelson.jepsen.simulation;

import dev.keelson.raftstore.consensus.ReplicatedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The log as one process of one member has it. When the process is gone, nothing reaches it. */
final class SimulatedLog implements ReplicatedLog {
  static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(7);
  private static final Duration AGAIN = Duration.ofMillis(300);

  private final Consensus consensus;
  private final Network network;
  private final VirtualTime time;
  private final Dice dice;
  private final SimulatedMember member;
  private final boolean staleReads;
  private final Map<Consensus.Proposal, CompletableFuture<Void>> proposals =
      new IdentityHashMap<>();
  private final List<Wait> waits = new ArrayList<>();
  private boolean gone;

  private record Wait(long index, CompletableFuture<Void> reached) {}

  SimulatedLog(
      Consensus consensus,
      Network network,
      VirtualTime time,
      Dice dice,
      SimulatedMember member,
      boolean staleReads) {
    this.consensus = consensus;
    this.network = network;
    this.time = time;
    this.dice = dice;
    this.member = member;
    this.staleReads = staleReads;
  }

  int member() {
    return member.number();
  }

  /** The process is killed: whoever waits will wait for ever. */
  void vanish() {
    gone = true;
  }

  private long deadline() {
    return time.now() + REQUEST_TIMEOUT.toNanos();
  }

  private static <T> CompletableFuture<T> failure(NotCommitted.Why why) {
    return CompletableFuture.failedFuture(new NotCommitted(why, "simulated", null));
  }

  // ---- proposals

  @Override
  public CompletableFuture<Void> propose(byte[] entry, Object prepared) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Consensus.Proposal proposal = new Consensus.Proposal(entry, prepared, this);
    proposals.put(proposal, done);
    send(proposal, deadline(), false);
    return done;
  }

  private void send(Consensus.Proposal proposal, long deadline, boolean sentBefore) {
    CompletableFuture<Void> done = proposals.get(proposal);
    if (gone || done == null) {
      return;
    }
    if (time.now() > deadline) {
      proposals.remove(proposal);
      NotCommitted.Why why = sentBefore ? NotCommitted.Why.TIMEOUT : NotCommitted.Why.NO_LEADER;
      done.completeExceptionally(new NotCommitted(why, "simulated", null));
      return;
    }
    int leader = (int) consensus.leadership(member()).leader() - 1;
    if (leader >= 0) {
      network.send(member(), leader, () -> consensus.append(leader, proposal));
    }
    boolean sent = sentBefore || leader >= 0;
    time.after(dice.around(AGAIN), () -> send(proposal, deadline, sent));
  }

  /** The leader says so. */
  void committed(Consensus.Proposal proposal) {
    CompletableFuture<Void> done = proposals.remove(proposal);
    if (done != null && !gone) {
      done.complete(null);
    }
  }

  // ---- reads

  @Override
  public CompletableFuture<Void> readBarrier() {
    if (staleReads && dice.oneIn(20)) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Long> index = new CompletableFuture<>();
    askIndex(index, deadline());
    return index.thenCompose(this::whenApplied);
  }

  /** The leader's answer counts from when it was asked, and it is asked after the call. */
  private void askIndex(CompletableFuture<Long> answer, long deadline) {
    if (gone || answer.isDone()) {
      return;
    }
    if (time.now() > deadline) {
      answer.completeExceptionally(new NotCommitted(NotCommitted.Why.NO_LEADER, "", null));
      return;
    }
    int leader = (int) consensus.leadership(member()).leader() - 1;
    if (leader == member() && consensus.leads(leader)) {
      answer.complete(consensus.committed());
      return;
    }
    if (leader >= 0) {
      network.send(
          member(),
          leader,
          () -> {
            if (consensus.leads(leader)) {
              long committed = consensus.committed();
              network.send(leader, member(), () -> answer.complete(committed));
            }
          });
    }
    time.after(dice.around(AGAIN), () -> askIndex(answer, deadline));
  }

  private CompletableFuture<Void> whenApplied(long index) {
    CompletableFuture<Void> reached = new CompletableFuture<>();
    if (member.applied() >= index) {
      reached.complete(null);
    } else {
      waits.add(new Wait(index, reached));
      time.after(
          REQUEST_TIMEOUT,
          () ->
              reached.completeExceptionally(new NotCommitted(NotCommitted.Why.TIMEOUT, "", null)));
    }
    return reached;
  }

  /** The member has applied up to {@code index}. */
  void reached(long index) {
    if (waits.isEmpty()) {
      return;
    }
    List<Wait> due = waits.stream().filter(wait -> wait.index <= index).toList();
    waits.removeAll(due);
    due.forEach(wait -> wait.reached.complete(null));
  }

  @Override
  public CompletableFuture<byte[]> askLeader(byte[] question) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    ask(question, answer, deadline());
    return answer;
  }

  private void ask(byte[] question, CompletableFuture<byte[]> answer, long deadline) {
    if (gone || answer.isDone()) {
      return;
    }
    if (time.now() > deadline) {
      answer.completeExceptionally(new NotCommitted(NotCommitted.Why.NO_LEADER, "", null));
      return;
    }
    int leader = (int) consensus.leadership(member()).leader() - 1;
    if (leader >= 0) {
      network.send(
          member(),
          leader,
          () ->
              member
                  .other(leader)
                  .answer(question)
                  .ifPresent(
                      bytes -> network.send(leader, member(), () -> answer.complete(bytes))));
    }
    time.after(dice.around(AGAIN), () -> ask(question, answer, deadline));
  }

  // ---- the rest

  @Override
  public Leadership leadership() {
    return consensus.leadership(member());
  }

  @Override
  public Progress progress() {
    return new Progress(consensus.lastIndex(), consensus.committed(), member.applied());
  }

  @Override
  public Timings timings() {
    return Timings.none();
  }

  @Override
  public CompletableFuture<Void> transferLeadership(long target) {
    return failure(NotCommitted.Why.TIMEOUT);
  }

  @Override
  public void close() {
    gone = true;
  }
}
