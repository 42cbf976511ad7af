package dev.keelson.raftstore;

import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.Refusal;
import dev.keelson.raftstore.consensus.ReplicatedLog;
import dev.keelson.raftstore.consensus.ReplicatedLog.NotCommitted;
import dev.keelson.raftstore.entry.Entry;
import dev.keelson.raftstore.entry.EntryCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Turns many waiting commands into few log entries: whatever waits becomes one entry, while a few
 * entries are under way. Under load that is hundreds of commands to one disk sync; a lone command
 * goes out at once.
 *
 * <p>There is no thread of its own. Whoever submits, or finishes an entry, pumps; {@code pumps}
 * counts the calls, so that one thread pumps at a time and none that came meanwhile is forgotten.
 */
final class ProposalQueue {
  /**
   * Entries under way at once: one being synced, one waiting for the disk behind it, one being
   * applied.
   */
  static final int MAX_IN_FLIGHT = 3;

  /** An entry is closed when it holds this many bytes; one larger command makes an entry alone. */
  static final int ENTRY_BYTES = 1 << 20;

  static final int ENTRY_COMMANDS = 4096;

  /**
   * Half a mebibyte less than an entry, for what is around it and for what {@link
   * EntryCodec#sizeHint} may be off.
   */
  static final int MAX_COMMAND_BYTES = ReplicatedLog.MAX_ENTRY_BYTES - (512 << 10);

  /** Bounds on what waits; past them requests are refused as too many (rule 66). */
  static final int MAX_WAITING = 50_000;

  static final long MAX_WAITING_BYTES = 256L << 20;

  private record Pending(
      Command<?> command, int size, long since, CompletableFuture<Outcome<?>> answer) {
    void refuse(Refusal why) {
      answer.complete(Outcome.refused(why));
    }
  }

  /** One entry under way, with whom to answer. */
  final class InFlight {
    private final Entry entry;
    private final List<Pending> pending;
    private final long since;

    private InFlight(Entry entry, List<Pending> pending, long since) {
      this.entry = entry;
      this.pending = pending;
      this.since = since;
    }

    Entry entry() {
      return entry;
    }

    /** Apply thread: the entry was applied here, with these outcomes. */
    void answer(List<Outcome<?>> outcomes) {
      if (leave(this)) {
        for (int i = 0; i < pending.size(); i++) {
          pending.get(i).answer.complete(outcomes.get(i));
        }
      }
    }

    private void refuse(Refusal why) {
      if (leave(this)) {
        failed.add(pending.size());
        pending.forEach(one -> one.refuse(why));
      }
    }
  }

  private final ReplicatedLog log;
  private final long origin;
  private final long session;
  private final Duration timeout;
  private final LongSupplier nanos;
  private final Queue<Pending> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waitingCount = new AtomicInteger();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final ConcurrentMap<Long, InFlight> inFlight = new ConcurrentHashMap<>();
  private final AtomicInteger inFlightCount = new AtomicInteger();
  private final AtomicInteger pumps = new AtomicInteger();
  private final LongAdder failed = new LongAdder();
  private long sequence;
  private volatile boolean closed;

  /** {@code timeout}: after which a command is given up, its fate unknown once it was proposed. */
  ProposalQueue(
      ReplicatedLog log, long origin, long session, Duration timeout, LongSupplier nanos) {
    this.log = log;
    this.origin = origin;
    this.session = session;
    this.timeout = timeout;
    this.nanos = nanos;
  }

  /**
   * Any thread, returns at once. The future completes on the apply thread, or on the one that found
   * out the refusal.
   */
  @SuppressWarnings(
      "unchecked") // a command of R is answered by an Outcome of R: MvccStore's contract
  <R> CompletableFuture<Outcome<R>> submit(Command<R> command) {
    int size = EntryCodec.sizeHint(command);
    if (closed) {
      return CompletableFuture.completedFuture(Outcome.refused(Refusal.Plain.STOPPED));
    }
    if (size > MAX_COMMAND_BYTES) {
      return CompletableFuture.completedFuture(Outcome.refused(Refusal.Plain.REQUEST_TOO_LARGE));
    }
    if (waitingCount.get() >= MAX_WAITING || waitingBytes.get() >= MAX_WAITING_BYTES) {
      return CompletableFuture.completedFuture(Outcome.refused(Refusal.Plain.TOO_MANY_REQUESTS));
    }
    CompletableFuture<Outcome<?>> answer = new CompletableFuture<>();
    waitingCount.incrementAndGet();
    waitingBytes.addAndGet(size);
    waiting.add(new Pending(command, size, nanos.getAsLong(), answer));
    pump();
    return (CompletableFuture<Outcome<R>>) (CompletableFuture<?>) answer;
  }

  /** The entry of this process with that sequence, if somebody still waits for it. */
  Optional<InFlight> find(Entry entry) {
    return entry.origin() == origin && entry.session() == session
        ? Optional.ofNullable(inFlight.get(entry.sequence()))
        : Optional.empty();
  }

  int pending() {
    return waitingCount.get() + inFlightCount.get();
  }

  /** Commands without an outcome: waiting, and inside the entries under way. */
  long pendingCommands() {
    return waitingCount.get() + inFlight.values().stream().mapToLong(e -> e.pending.size()).sum();
  }

  /** Commands that were given up since the start, most of them in the dark about their fate. */
  long failedCommands() {
    return failed.sum();
  }

  /** Timer: gives up what has waited too long. */
  void expire() {
    long now = nanos.getAsLong();
    for (InFlight entry : inFlight.values()) {
      if (now - entry.since > timeout.toNanos()) {
        entry.refuse(Refusal.Plain.TIMEOUT);
      }
    }
    pump();
  }

  void close() {
    closed = true;
    inFlight.values().forEach(entry -> entry.refuse(Refusal.Plain.STOPPED));
    pump();
  }

  private void pump() {
    if (pumps.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      dropTheLate();
      while (inFlightCount.get() < MAX_IN_FLIGHT && !waiting.isEmpty()) {
        propose(take());
      }
      seen = pumps.addAndGet(-seen);
    } while (seen != 0);
  }

  private void dropTheLate() {
    long now = nanos.getAsLong();
    Pending oldest;
    while ((oldest = waiting.peek()) != null
        && (closed || now - oldest.since > timeout.toNanos())) {
      forget(waiting.remove());
      failed.increment();
      oldest.refuse(closed ? Refusal.Plain.STOPPED : Refusal.Plain.TIMEOUT);
    }
  }

  private InFlight take() {
    List<Pending> pending = new ArrayList<>();
    List<Command<?>> commands = new ArrayList<>();
    int bytes = 0;
    Pending next;
    while ((next = waiting.peek()) != null
        && commands.size() < ENTRY_COMMANDS
        && (commands.isEmpty() || bytes + next.size <= ENTRY_BYTES)) {
      forget(waiting.remove());
      bytes += next.size;
      pending.add(next);
      commands.add(next.command);
    }
    Entry entry = new Entry(origin, session, sequence++, commands);
    return new InFlight(entry, pending, nanos.getAsLong());
  }

  private void forget(Pending taken) {
    waitingCount.decrementAndGet();
    waitingBytes.addAndGet(-taken.size);
  }

  private void propose(InFlight entry) {
    inFlight.put(entry.entry.sequence(), entry);
    inFlightCount.incrementAndGet();
    log.propose(EntryCodec.encode(entry.entry), entry)
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                entry.refuse(refusal(failure));
              }
            });
  }

  /** True for the one caller that may answer. */
  private boolean leave(InFlight entry) {
    if (!inFlight.remove(entry.entry.sequence(), entry)) {
      return false;
    }
    inFlightCount.decrementAndGet();
    pump();
    return true;
  }

  /** What a client hears when its entry did not come through. */
  static Refusal refusal(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (!(cause instanceof NotCommitted notCommitted)) {
      return Refusal.Plain.TIMEOUT;
    }
    return switch (notCommitted.why()) {
      case NO_LEADER -> Refusal.Plain.NO_LEADER;
      case LEADER_CHANGED -> Refusal.Plain.TIMEOUT_LEADER_FAILED;
      case TIMEOUT -> Refusal.Plain.TIMEOUT;
      case OVERLOADED -> Refusal.Plain.TOO_MANY_REQUESTS;
      case CLOSED -> Refusal.Plain.STOPPED;
    };
  }
}
