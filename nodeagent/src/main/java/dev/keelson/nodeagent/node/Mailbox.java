package dev.keelson.nodeagent.node;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Something that is told that there is something to do, and does it on one thread at a time. Told
 * twice before it begins, it does it once; told meanwhile, it does it again. It keeps no messages:
 * it looks for itself at what there is.
 */
abstract class Mailbox {
  private static final int IDLE = 0;
  private static final int WAITING = 1;
  private static final int AT_WORK = 2;
  private static final int AGAIN = 3;

  private final AtomicInteger state = new AtomicInteger(IDLE);
  private final Mailboxes served;

  Mailbox(Mailboxes served) {
    this.served = served;
  }

  /** There may be something to do. Never waits; any thread. */
  public final void wake() {
    int before =
        state.getAndUpdate(
            was ->
                switch (was) {
                  case IDLE -> WAITING;
                  case AT_WORK -> AGAIN;
                  default -> was;
                });
    if (before == IDLE) {
      served.offer(this);
    }
  }

  /** On a serving thread. */
  final void serve() {
    state.set(AT_WORK);
    try {
      work();
    } finally {
      if (!state.compareAndSet(AT_WORK, IDLE)) {
        state.set(WAITING);
        served.offer(this);
      }
    }
  }

  abstract void work();
}
