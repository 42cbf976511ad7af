package dev.keelson.raftstore;

import dev.keelson.mvcc.Bytes;
import dev.keelson.raftstore.entry.Entry;
import java.nio.ByteBuffer;

/**
 * Which entries of one member's process are part of the state: the highest sequence and the {@value
 * #WIDTH} up to it. Kept in the state itself, so that every member decides the same.
 *
 * <p>A member that sent an entry to a leader and heard nothing sends it to the next one. That one
 * knows it again if it had it from the log, but not if a checkpoint brought it; then it is in the
 * log twice, and the second is passed over here. At most {@link ProposalQueue#MAX_IN_FLIGHT}
 * entries are under way at once, so what is older than the window was given up long ago.
 *
 * @param session of the member's process; a new process begins a new window
 * @param highest sequence applied
 * @param applied bit i: sequence {@code highest - i} is applied
 */
record OriginWindow(long session, long highest, long applied) {
  static final int WIDTH = Long.SIZE;

  static OriginWindow of(Bytes bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes.array());
    return new OriginWindow(in.getLong(), in.getLong(), in.getLong());
  }

  static OriginWindow first(Entry entry) {
    return new OriginWindow(entry.session(), entry.sequence(), 1);
  }

  Bytes bytes() {
    return Bytes.wrap(
        ByteBuffer.allocate(3 * Long.BYTES)
            .putLong(session)
            .putLong(highest)
            .putLong(applied)
            .array());
  }

  /** Whether it is applied, or so old that it can only be a latecomer nobody waits for. */
  boolean holds(Entry entry) {
    long back = highest - entry.sequence();
    return session == entry.session()
        && back >= 0
        && (back >= WIDTH || (applied >>> back & 1) == 1);
  }

  /** With one that it does not hold. */
  OriginWindow with(Entry entry) {
    if (session != entry.session()) {
      return first(entry);
    }
    long ahead = entry.sequence() - highest;
    if (ahead <= 0) {
      return new OriginWindow(session, highest, applied | 1L << -ahead);
    }
    return new OriginWindow(session, entry.sequence(), ahead >= WIDTH ? 1 : applied << ahead | 1);
  }
}
