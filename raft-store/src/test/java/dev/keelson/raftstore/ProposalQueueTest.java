package dev.keelson.raftstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.OpResult.PutResult;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.Refusal;
import dev.keelson.raftstore.consensus.ReplicatedLog;
import dev.keelson.raftstore.consensus.ReplicatedLog.NotCommitted;
import dev.keelson.raftstore.entry.Entry;
import dev.keelson.raftstore.entry.EntryCodec;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ProposalQueueTest {
  private record Proposed(
      Entry entry, ProposalQueue.InFlight prepared, CompletableFuture<Void> commit) {}

  /** A log that keeps what it is given until the test decides. */
  private static final class HeldLog implements ReplicatedLog {
    final Deque<Proposed> proposed = new ArrayDeque<>();

    @Override
    public CompletableFuture<Void> propose(byte[] entry, Object prepared) {
      CompletableFuture<Void> commit = new CompletableFuture<>();
      proposed.add(
          new Proposed(EntryCodec.decode(entry), (ProposalQueue.InFlight) prepared, commit));
      return commit;
    }

    @Override
    public CompletableFuture<Void> readBarrier() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<byte[]> askLeader(byte[] question) {
      return CompletableFuture.completedFuture(question);
    }

    @Override
    public Leadership leadership() {
      return new Leadership(1, 1, true);
    }

    @Override
    public Progress progress() {
      return new Progress(0, 0, 0);
    }

    @Override
    public Timings timings() {
      return Timings.none();
    }

    @Override
    public CompletableFuture<Void> transferLeadership(long member) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {}
  }

  private final HeldLog log = new HeldLog();
  private long now;
  private final ProposalQueue queue =
      new ProposalQueue(log, 1, 2, Duration.ofSeconds(7), () -> now);

  private CompletableFuture<Outcome<PutResult>> put(int i) {
    return queue.submit(Command.Put.of("k" + i, "v"));
  }

  private static void apply(Proposed proposed) {
    List<Outcome<?>> outcomes = new ArrayList<>();
    for (int i = 0; i < proposed.entry.commands().size(); i++) {
      outcomes.add(Outcome.ok(new PutResult(i, Optional.empty())));
    }
    proposed.prepared.answer(outcomes);
  }

  @Test
  void aLoneCommandGoesOutAtOnce() {
    var answer = put(1);
    assertThat(log.proposed).hasSize(1);
    apply(log.proposed.remove());
    assertThat(answer.join().orThrow().revision()).isZero();
    assertThat(queue.pending()).isZero();
  }

  @Test
  void whatWaitsBecomesOneEntryInOrder() {
    List<CompletableFuture<Outcome<PutResult>>> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      answers.add(put(i));
    }
    assertThat(log.proposed).hasSize(ProposalQueue.MAX_IN_FLIGHT);
    apply(log.proposed.remove());
    Proposed last = log.proposed.getLast();
    assertThat(last.entry.commands()).hasSize(100 - ProposalQueue.MAX_IN_FLIGHT);
    assertThat(last.entry.commands().getLast()).isEqualTo(Command.Put.of("k99", "v"));
    while (!log.proposed.isEmpty()) {
      apply(log.proposed.remove());
    }
    assertThat(answers).allMatch(CompletableFuture::isDone);
    assertThat(answers.getLast().join().orThrow().revision())
        .isEqualTo(100 - ProposalQueue.MAX_IN_FLIGHT - 1);
  }

  @Test
  void rule21_aCommandHasToFitIntoOneEntry() {
    int around = EntryCodec.sizeHint(Command.Put.of("k", ""));
    byte[] most = new byte[ProposalQueue.MAX_COMMAND_BYTES - around];
    queue.submit(Command.Put.of(Bytes.of("k"), Bytes.wrap(most)));
    assertThat(EntryCodec.encode(log.proposed.remove().entry))
        .hasSizeLessThanOrEqualTo(ReplicatedLog.MAX_ENTRY_BYTES);
    var tooLarge =
        queue.submit(Command.Put.of(Bytes.of("k"), Bytes.wrap(new byte[most.length + 1])));
    assertThat(tooLarge.join()).isEqualTo(Outcome.refused(Refusal.Plain.REQUEST_TOO_LARGE));
    assertThat(RaftStoreConfig.MAX_REQUEST_BYTES).isLessThan(ProposalQueue.MAX_COMMAND_BYTES);
  }

  @Test
  void commandsWithoutAnOutcomeAndGivenUpAreCounted() {
    for (int i = 0; i < 10; i++) {
      put(i);
    }
    assertThat(queue.pendingCommands()).isEqualTo(10);
    apply(log.proposed.remove());
    assertThat(queue.pendingCommands()).isEqualTo(9);
    assertThat(queue.failedCommands()).isZero();
    queue.close();
    assertThat(queue.pendingCommands()).isZero();
    assertThat(queue.failedCommands()).isEqualTo(9);
  }

  @Test
  void anEntryIsClosedAtItsBound() {
    byte[] big = new byte[400_000];
    for (int i = 0; i < 20; i++) {
      queue.submit(Command.Put.of(Bytes.of("k" + i), Bytes.wrap(big)));
    }
    int commands = 0;
    while (!log.proposed.isEmpty()) {
      Proposed next = log.proposed.remove();
      commands += next.entry.commands().size();
      assertThat(next.entry.commands()).hasSizeLessThanOrEqualTo(2);
      apply(next);
    }
    assertThat(commands).isEqualTo(20);
  }

  @Test
  void anUncertainEntryIsRefusedAsUncertainAndALateAnswerIsDropped() {
    var answer = put(1);
    Proposed proposed = log.proposed.remove();
    proposed.commit.completeExceptionally(
        new NotCommitted(NotCommitted.Why.LEADER_CHANGED, "gone", null));
    assertThat(answer.join()).isEqualTo(Outcome.refused(Refusal.Plain.TIMEOUT_LEADER_FAILED));
    apply(proposed);
    put(2);
    assertThat(log.proposed).hasSize(1);
  }

  @Test
  void whatWaitsTooLongIsGivenUp() {
    List<CompletableFuture<Outcome<PutResult>>> answers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      answers.add(put(i));
    }
    now += Duration.ofSeconds(8).toNanos();
    queue.expire();
    assertThat(answers)
        .allSatisfy(
            answer -> assertThat(answer.join()).isEqualTo(Outcome.refused(Refusal.Plain.TIMEOUT)));
    assertThat(queue.pending()).isZero();
  }

  @Test
  void rule66_pastTheBoundRequestsAreTooMany() {
    for (int i = 0; i < ProposalQueue.MAX_WAITING + ProposalQueue.MAX_IN_FLIGHT; i++) {
      put(i);
    }
    assertThat(put(0).join()).isEqualTo(Outcome.refused(Refusal.Plain.TOO_MANY_REQUESTS));
  }

  @Test
  void onlyTheOwnSessionIsAnswered() {
    put(1);
    Entry own = log.proposed.getFirst().entry;
    assertThat(queue.find(own)).isPresent();
    assertThat(queue.find(new Entry(1, 3, own.sequence(), own.commands()))).isEmpty();
    assertThat(queue.find(new Entry(9, 2, own.sequence(), own.commands()))).isEmpty();
  }

  @Test
  void closingRefusesEverything() {
    var first = put(1);
    List<CompletableFuture<Outcome<PutResult>>> rest = List.of(put(2), put(3), put(4), put(5));
    queue.close();
    assertThat(first.join()).isEqualTo(Outcome.refused(Refusal.Plain.STOPPED));
    assertThat(rest).allMatch(CompletableFuture::isDone);
    assertThat(put(6).join()).isEqualTo(Outcome.refused(Refusal.Plain.STOPPED));
  }
}
