package dev.keelson.raftstore;

import dev.keelson.mvcc.Bytes;
import dev.keelson.raftstore.entry.Entry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which entries of one member are part of the state: for each of its last processes the highest
 * sequence and the {@value #WIDTH} up to it. Kept in the state itself, so that every member decides
 * the same.
 *
 * <p>A member that sent an entry to a leader and heard nothing sends it to the next one. That one
 * knows it again if it had it from the log, but not if a checkpoint brought it; then it is in the
 * log twice, and the second is passed over here. At most {@link ProposalQueue#MAX_IN_FLIGHT}
 * entries are under way at once, so what is older than the window was given up long ago. An entry
 * may come late from a process that is gone, hence more than one of them: sessions have no order,
 * so the {@value #PROCESSES} that were heard of last are kept.
 *
 * @param processes last heard of first; 1 to {@value #PROCESSES}, each with its own session
 */
record OriginWindow(List<Process> processes) {
  static final int WIDTH = Long.SIZE;
  static final int PROCESSES = 4;

  /**
   * @param highest sequence applied
   * @param applied bit i: sequence {@code highest - i} is applied
   */
  record Process(long session, long highest, long applied) {
    private static Process first(Entry entry) {
      return new Process(entry.session(), entry.sequence(), 1);
    }

    private boolean holds(long sequence) {
      long back = highest - sequence;
      return back >= 0 && (back >= WIDTH || (applied >>> back & 1) == 1);
    }

    private Process with(long sequence) {
      long ahead = sequence - highest;
      if (ahead <= 0) {
        return new Process(session, highest, applied | 1L << -ahead);
      }
      return new Process(session, sequence, ahead >= WIDTH ? 1 : applied << ahead | 1);
    }
  }

  static OriginWindow of(Bytes bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes.array());
    List<Process> processes = new ArrayList<>(PROCESSES);
    while (in.hasRemaining()) {
      processes.add(new Process(in.getLong(), in.getLong(), in.getLong()));
    }
    return new OriginWindow(processes);
  }

  static OriginWindow first(Entry entry) {
    return new OriginWindow(List.of(Process.first(entry)));
  }

  Bytes bytes() {
    ByteBuffer out = ByteBuffer.allocate(3 * Long.BYTES * processes.size());
    for (Process process : processes) {
      out.putLong(process.session).putLong(process.highest).putLong(process.applied);
    }
    return Bytes.wrap(out.array());
  }

  /** Whether it is applied, or so old that it can only be a latecomer nobody waits for. */
  boolean holds(Entry entry) {
    return process(entry).filter(known -> known.holds(entry.sequence())).isPresent();
  }

  /** With one that it does not hold. */
  OriginWindow with(Entry entry) {
    List<Process> next = new ArrayList<>(PROCESSES);
    next.add(
        process(entry)
            .map(known -> known.with(entry.sequence()))
            .orElseGet(() -> Process.first(entry)));
    for (Process other : processes) {
      if (other.session != entry.session() && next.size() < PROCESSES) {
        next.add(other);
      }
    }
    return new OriginWindow(next);
  }

  private Optional<Process> process(Entry entry) {
    for (Process process : processes) {
      if (process.session == entry.session()) {
        return Optional.of(process);
      }
    }
    return Optional.empty();
  }
}
