package dev.keelson.apiserver.server.allocate;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.server.kind.network.ServiceShape;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Which node ports are taken. Any thread; as atomic as its ledger. */
public final class NodePorts {
  private static final int OFFSET_STEP = 32;
  private static final int OFFSET_LEAST = 16;
  private static final int OFFSET_MOST = 128;

  /** So often must a port be seen without a service until it is free (upstream's number). */
  private static final int LEAKS = 3;

  private final int first;
  private final int size;
  private final int offset;
  private final RandomGenerator random;
  private final PortLedger ledger;
  private final Map<Integer, Integer> leaks = new HashMap<>();

  /** {@code first} and {@code last} belong to the range. */
  public NodePorts(int first, int last, RandomGenerator random, PortLedger ledger) {
    if (first < 1 || last > 65_535 || first > last) {
      throw new IllegalArgumentException("no range of ports: " + first + "-" + last);
    }
    this.first = first;
    this.size = last - first + 1;
    this.offset =
        size <= OFFSET_LEAST ? 0 : Math.clamp(size / OFFSET_STEP, OFFSET_LEAST, OFFSET_MOST);
    this.random = random;
    this.ledger = ledger;
  }

  public NodePorts(int first, int last, RandomGenerator random) {
    this(first, last, random, PortLedger.inMemory());
  }

  /** 30000 to 32767. */
  public static NodePorts usual(RandomGenerator random) {
    return usual(random, PortLedger.inMemory());
  }

  public static NodePorts usual(RandomGenerator random, PortLedger ledger) {
    return new NodePorts(30_000, 32_767, random, ledger);
  }

  /** As messages name it. */
  String range() {
    return first + "-" + (first + size - 1);
  }

  boolean isInRange(int port) {
    return port >= first && port < first + size;
  }

  public boolean isTaken(int port) {
    return isInRange(port) && ledger.change(taken -> taken.get(port - first));
  }

  /** Whether it was free, and is now the caller's. */
  boolean take(int port) {
    return isInRange(port)
        && ledger.change(
            taken -> {
              boolean isFree = !taken.get(port - first);
              taken.set(port - first);
              return isFree;
            });
  }

  /** Any that is free, of the upper part first; none is left. */
  OptionalInt takeAny() {
    return ledger.change(
        taken -> {
          int found = free(taken, offset, size);
          if (found < 0 && offset > 0) {
            found = free(taken, 0, offset);
          }
          if (found < 0) {
            return OptionalInt.empty();
          }
          taken.set(found);
          return OptionalInt.of(first + found);
        });
  }

  private int free(BitSet taken, int from, int to) {
    int start = from + random.nextInt(to - from);
    int found = taken.nextClearBit(start);
    if (found >= to) {
      found = taken.nextClearBit(from);
    }
    return found < to ? found : -1;
  }

  void release(int port) {
    if (isInRange(port)) {
      ledger.change(
          taken -> {
            taken.clear(port - first);
            return true;
          });
    }
  }

  /**
   * Takes what these services, which are all there are, have; and frees, once it was seen {@value
   * #LEAKS} times, what none of them has: a creation may be under way whose service is not there
   * yet.
   */
  public synchronized void repair(Stream<ApiObject> services) {
    BitSet wanted = ports(services);
    List<Integer> lost = new ArrayList<>();
    ledger.change(
        taken -> {
          lost.clear();
          taken.stream().filter(place -> !wanted.get(place)).forEach(lost::add);
          taken.or(wanted);
          lost.stream()
              .filter(place -> leaks.getOrDefault(place, 0) + 1 >= LEAKS)
              .forEach(taken::clear);
          return true;
        });
    leaks.keySet().retainAll(lost);
    lost.forEach(place -> leaks.merge(place, 1, Integer::sum));
    leaks.values().removeIf(seen -> seen >= LEAKS);
  }

  /** Takes what these have. */
  public void observeAll(Stream<ApiObject> services) {
    BitSet wanted = ports(services);
    ledger.change(
        taken -> {
          taken.or(wanted);
          return true;
        });
  }

  private BitSet ports(Stream<ApiObject> services) {
    BitSet ports = new BitSet(size);
    services
        .map(ServiceShape::of)
        .flatMap(
            shape ->
                Stream.concat(shape.nodePorts().stream(), Stream.of(shape.healthCheckNodePort())))
        .filter(this::isInRange)
        .forEach(port -> ports.set(port - first));
    return ports;
  }
}
