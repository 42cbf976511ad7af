package dev.keelson.mvcc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The writer thread of a {@link LocalKvStore}: takes the commands that wait, makes one entry of
 * them, applies it, completes their futures. A failure of the store ends it, and fails everything
 * that waits or comes later.
 */
final class LocalWriter implements AutoCloseable {
  /** Commands in one entry, at most. */
  static final int MAX_ENTRY = 256;

  /** Commands that may wait; more are refused. */
  static final int MAX_WAITING = 1 << 16;

  private record Waiting<R>(Command<R> command, CompletableFuture<Outcome<R>> answer) {
    @SuppressWarnings("unchecked") // a command of R answers R
    void complete(Outcome<?> outcome) {
      answer.complete((Outcome<R>) outcome);
    }
  }

  private final MvccStore store;
  private final Consumer<Command<?>> accepted;
  private final LinkedBlockingQueue<Waiting<?>> queue = new LinkedBlockingQueue<>();
  private final Waiting<Long> end =
      new Waiting<>(new Command.Compact(0), new CompletableFuture<>());
  private final Thread thread;
  private boolean closed;
  private @Nullable Throwable failure;

  /**
   * {@code accepted} runs on the writer thread for each command that was not refused, before its
   * future completes.
   */
  LocalWriter(MvccStore store, Consumer<Command<?>> accepted) {
    this.store = store;
    this.accepted = accepted;
    this.thread = Thread.ofPlatform().daemon().name("mvcc-writer").start(this::run);
  }

  synchronized <R> CompletableFuture<Outcome<R>> submit(Command<R> command) {
    if (failure != null) {
      return CompletableFuture.failedFuture(failure);
    }
    if (closed || queue.size() >= MAX_WAITING) {
      return CompletableFuture.completedFuture(
          Outcome.refused(closed ? Refusal.Plain.STOPPED : Refusal.Plain.TOO_MANY_REQUESTS));
    }
    Waiting<R> waiting = new Waiting<>(command, new CompletableFuture<>());
    queue.add(waiting);
    return waiting.answer();
  }

  private void run() {
    List<Waiting<?>> entry = new ArrayList<>();
    try {
      boolean ended = false;
      while (!ended) {
        entry.clear();
        entry.add(queue.take());
        queue.drainTo(entry, MAX_ENTRY - 1);
        ended = entry.getLast() == end;
        if (ended) {
          entry.removeLast();
        }
        if (!entry.isEmpty()) {
          apply(entry);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(e, entry);
    } catch (RuntimeException | Error e) {
      fail(e, entry);
    }
  }

  private void apply(List<Waiting<?>> entry) {
    List<Command<?>> commands = new ArrayList<>(entry.size());
    for (Waiting<?> waiting : entry) {
      commands.add(waiting.command());
    }
    LogPosition at = new LogPosition(1, store.applied().index() + 1);
    List<Outcome<?>> outcomes = store.apply(at, commands, true);
    for (int i = 0; i < outcomes.size(); i++) {
      if (outcomes.get(i) instanceof Outcome.Ok) {
        accepted.accept(commands.get(i));
      }
    }
    for (int i = 0; i < outcomes.size(); i++) {
      entry.get(i).complete(outcomes.get(i));
    }
  }

  private void fail(Throwable why, List<Waiting<?>> entry) {
    List<Waiting<?>> lost = new ArrayList<>(entry);
    synchronized (this) {
      failure = why;
      queue.drainTo(lost);
    }
    lost.forEach(waiting -> waiting.answer().completeExceptionally(why));
  }

  /**
   * Finishes what waits. Nothing comes after {@code end}, because submitting and closing exclude
   * each other.
   */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      queue.add(end);
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
