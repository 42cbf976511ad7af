package dev.keelson.jepsen.cluster;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * What joins the members: every packet between two of them passes here, and may be dropped, held
 * back or overtaken. Rules may change at any time, from any thread; a packet meets those of the
 * moment it was sent.
 */
public final class Wire {
  private static final int DESTINATION_AT = 16;
  private static final int IPV4_HEADER = 20;

  /** From one member to another, counted from 0. */
  public record Link(int from, int to) {}

  /**
   * @param blocked links on which nothing passes
   * @param lossPercent of the packets on all other links, 0 to 100
   * @param delay of every packet, one way
   * @param jitter up to this much more, evenly spread, so that packets overtake each other
   */
  record Rules(Set<Link> blocked, int lossPercent, Duration delay, Duration jitter) {
    static final Rules NONE = new Rules(Set.of(), 0, Duration.ZERO, Duration.ZERO);

    Rules {
      blocked = Set.copyOf(blocked);
    }
  }

  private final List<Tunnel> ends;
  private final DelayQueue<Held> held = new DelayQueue<>();
  private final LongAdder dropped = new LongAdder();
  private volatile Rules rules = Rules.NONE;

  Wire(List<Tunnel> ends) {
    this.ends = List.copyOf(ends);
    for (int i = 0; i < ends.size(); i++) {
      int from = i;
      Thread.ofPlatform().daemon().name("wire-" + (i + 1)).start(() -> carry(from));
    }
    Thread.ofPlatform().daemon().name("wire-delay").start(this::release);
  }

  /** Nothing passes on these links; all others stay as they are. */
  public void block(Set<Link> links) {
    rules = new Rules(links, rules.lossPercent(), rules.delay(), rules.jitter());
  }

  /** Members of different groups hear nothing of each other; one in no group hears all. */
  public void split(List<Integer> one, List<Integer> other) {
    Set<Link> links = new HashSet<>();
    for (int a : one) {
      for (int b : other) {
        links.add(new Link(a, b));
        links.add(new Link(b, a));
      }
    }
    block(links);
  }

  public void lose(int percent) {
    rules = new Rules(rules.blocked(), percent, rules.delay(), rules.jitter());
  }

  public void delay(Duration delay, Duration jitter) {
    rules = new Rules(rules.blocked(), rules.lossPercent(), delay, jitter);
  }

  /** Everything passes at once again. */
  public void heal() {
    rules = Rules.NONE;
  }

  /** Packets dropped since the beginning. */
  public long dropped() {
    return dropped.sum();
  }

  private void carry(int from) {
    MemorySegment buffer = Arena.global().allocate(1 << 16);
    Tunnel end = ends.get(from);
    while (true) {
      try {
        int length = end.read(buffer);
        int to = destination(buffer, length);
        if (to >= 0) {
          pass(from, to, buffer.asSlice(0, length));
        }
      } catch (IOException e) {
        // a device that is down answers EIO
        pauseAfter(e);
      }
    }
  }

  private static void pauseAfter(IOException failure) {
    try {
      TimeUnit.MILLISECONDS.sleep(10);
    } catch (InterruptedException _) {
      throw new IllegalStateException("nobody interrupts a wire", failure);
    }
  }

  /** The member it is for; -1 for what is none of ours, IPv6's neighbour discovery above all. */
  private int destination(MemorySegment packet, int length) {
    if (length < IPV4_HEADER || packet.get(ValueLayout.JAVA_BYTE, 0) >> 4 != 4) {
      return -1;
    }
    int last = packet.get(ValueLayout.JAVA_BYTE, DESTINATION_AT + 3) & 0xff;
    return last >= 1 && last <= ends.size() ? last - 1 : -1;
  }

  private void pass(int from, int to, MemorySegment packet) throws IOException {
    Rules now = rules;
    boolean lost =
        now.lossPercent() > 0 && ThreadLocalRandom.current().nextInt(100) < now.lossPercent();
    if (lost || now.blocked().contains(new Link(from, to))) {
      dropped.increment();
    } else if (now.delay().isZero() && now.jitter().isZero()) {
      ends.get(to).write(packet);
    } else {
      long jitter = now.jitter().toNanos();
      long wait =
          now.delay().toNanos() + (jitter == 0 ? 0 : ThreadLocalRandom.current().nextLong(jitter));
      held.add(new Held(System.nanoTime() + wait, to, packet.toArray(ValueLayout.JAVA_BYTE)));
    }
  }

  private void release() {
    MemorySegment buffer = Arena.global().allocate(1 << 16);
    while (true) {
      try {
        List<Held> due = new ArrayList<>();
        due.add(held.take());
        held.drainTo(due);
        for (Held one : due) {
          MemorySegment.copy(one.packet, 0, buffer, ValueLayout.JAVA_BYTE, 0, one.packet.length);
          ends.get(one.to).write(buffer.asSlice(0, one.packet.length));
        }
      } catch (IOException e) {
        pauseAfter(e);
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  /** A packet on its way. */
  private static final class Held implements Delayed {
    private final long due;
    private final int to;
    private final byte[] packet;

    Held(long due, int to, byte[] packet) {
      this.due = due;
      this.to = to;
      this.packet = packet;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(due, ((Held) other).due);
    }
  }
}
