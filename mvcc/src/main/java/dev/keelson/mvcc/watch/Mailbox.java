package dev.keelson.mvcc.watch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Where one consumer (a stream with any number of watchers) learns which of its watchers have
 * something, without asking each of them.
 *
 * <p>The consumer's duty: when {@code wakeUp} ran, {@link #take} until it answers empty, and poll
 * every watcher taken until {@link Delivery.Nothing}. It may stop halfway (its transport is full)
 * and go on later by itself; it then is not woken for what it left behind. A taken watcher is told
 * again only for what came after it was taken. A watcher may be told before the call that opens it
 * has returned, after it was closed, or with nothing to poll.
 *
 * <p>{@code wakeUp} runs on any thread, among them the one that applies the log: it must return at
 * once. It runs at most once per publication, however many watchers got something, and only where
 * the consumer had taken all before.
 *
 * <p>Lock-free: raised slots form a stack that the consumer takes whole and turns round, so it sees
 * them in the order in which they were raised. {@link #take} belongs to one thread at a time,
 * everything else to any thread.
 */
public final class Mailbox {
  private final Runnable wakeUp;
  private final AtomicReference<@Nullable Slot> raised = new AtomicReference<>();

  /** What the consumer took off {@link #raised} and did not hand out yet; oldest first. */
  private @Nullable Slot taken;

  public Mailbox(Runnable wakeUp) {
    this.wakeUp = wakeUp;
  }

  /** The next watcher to poll; empty: there is none, and {@code wakeUp} will tell of the next. */
  public Optional<Watcher> take() {
    Slot slot = taken != null ? taken : oldestFirst(raised.getAndSet(null));
    if (slot == null) {
      return Optional.empty();
    }
    taken = slot.next;
    slot.next = null;
    slot.isRaised = false;
    return Optional.of(slot.watcher);
  }

  /** For stores: the place of a new watcher in this mailbox. */
  public Slot slot(Watcher watcher) {
    return new Slot(this, watcher);
  }

  /** For stores: tells the consumer, after {@link Slot#raise} asked for it; outside all locks. */
  public void wake() {
    wakeUp.run();
  }

  private static @Nullable Slot oldestFirst(@Nullable Slot newest) {
    Slot first = null;
    for (Slot slot = newest; slot != null; ) {
      Slot older = slot.next;
      slot.next = first;
      first = slot;
      slot = older;
    }
    return first;
  }

  /** One watcher in its consumer's mailbox; in there at most once. */
  public static final class Slot {
    private static final VarHandle IS_RAISED;

    static {
      try {
        IS_RAISED = MethodHandles.lookup().findVarHandle(Slot.class, "isRaised", boolean.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private final Mailbox mailbox;
    private final Watcher watcher;

    // Belongs to whoever turned isRaised on, then, after take, to the consumer until it turns it
    // off.
    private @Nullable Slot next;
    private volatile boolean isRaised;

    private Slot(Mailbox mailbox, Watcher watcher) {
      this.mailbox = mailbox;
      this.watcher = watcher;
    }

    public Mailbox mailbox() {
      return mailbox;
    }

    /**
     * To be called after {@link Watcher#poll} has got something to give. Answers whether the caller
     * must see to it that {@link Mailbox#wake} runs, once for all slots of the mailbox it raised.
     */
    public boolean raise() {
      if (isRaised || !IS_RAISED.compareAndSet(this, false, true)) {
        return false;
      }
      Slot newest;
      do {
        newest = mailbox.raised.get();
        next = newest;
      } while (!mailbox.raised.compareAndSet(newest, this));
      return newest == null;
    }
  }
}
