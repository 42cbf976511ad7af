package dev.keelson.mvcc.apply;

/**
 * How much of what was read may be told: the answers of one entry stay in memory until the last of
 * its commands is done, on the thread that everything waits for.
 */
final class AnswerRoom {
  private final boolean wanted;
  private long left;
  private long leftBefore;
  private boolean exceeded;

  /** {@code most} bytes; 0 = nobody waits for an answer. */
  AnswerRoom(long most) {
    this.wanted = most > 0;
    this.left = most;
    this.leftBefore = most;
  }

  /** Whether somebody waits for what is read. */
  boolean isWanted() {
    return wanted;
  }

  /** Whether {@code bytes} more may be kept; from the first no to the end of the command, no. */
  boolean take(long bytes) {
    left -= bytes;
    exceeded |= left < 0;
    return !exceeded;
  }

  /**
   * Ends a command; says whether its answer is incomplete, which is then thrown away and takes no
   * room from those of others.
   */
  boolean endCommand() {
    boolean incomplete = exceeded;
    left = incomplete ? leftBefore : left;
    leftBefore = left;
    exceeded = false;
    return incomplete;
  }
}
