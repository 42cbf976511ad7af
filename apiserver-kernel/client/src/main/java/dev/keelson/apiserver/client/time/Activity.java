package dev.keelson.apiserver.client.time;

/**
 * Counts what is under way, so that whoever moves the time knows when there is nothing left to do
 * at this moment. What hands work on begins it for the one who takes it, before it ends its own: so
 * the count is zero only where nothing is under way anywhere. Waiting for time or for others is not
 * work. Thread-safe; never waits.
 *
 * <p>An item that lies in a queue is begun when it is put there and ended when it is done. A thread
 * of its own is begun by whoever starts it and {@linkplain #carry carried} until it returns; while
 * it waits it is not counted, and who wakes it begins it anew.
 */
public interface Activity {
  /** Where nobody asks. */
  Activity IGNORED =
      new Activity() {
        @Override
        public void begin() {}

        @Override
        public void end() {}

        @Override
        public boolean isCarried() {
          return false;
        }

        @Override
        public void setCarried(boolean isCarried) {}
      };

  /** One thing more is under way. */
  void begin();

  /** One thing less. */
  void end();

  /** Whether what this thread does is counted, so that it is to be ended while it waits. */
  boolean isCarried();

  /** This thread works on something that was begun, or does not any more. */
  void setCarried(boolean isCarried);

  /** What a thread does. */
  @FunctionalInterface
  interface Work<E extends Exception> {
    void run() throws E;
  }

  /** Does what somebody has begun for it, and ends it. */
  default <E extends Exception> void carry(Work<E> work) throws E {
    setCarried(true);
    try {
      work.run();
    } finally {
      setCarried(false);
      end();
    }
  }
}
