package dev.keelson.apiserver.server.allocate;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.server.kind.network.ServiceShape;
import java.util.BitSet;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Which node ports are taken. One lock, since requests of any thread ask for a moment, and no call
 * here leads out.
 */
public final class NodePorts {
  private static final int OFFSET_STEP = 32;
  private static final int OFFSET_LEAST = 16;
  private static final int OFFSET_MOST = 128;

  private final int first;
  private final int size;
  private final int offset;
  private final RandomGenerator random;
  private final BitSet taken;

  /** {@code first} and {@code last} belong to the range. */
  public NodePorts(int first, int last, RandomGenerator random) {
    if (first < 1 || last > 65_535 || first > last) {
      throw new IllegalArgumentException("no range of ports: " + first + "-" + last);
    }
    this.first = first;
    this.size = last - first + 1;
    this.offset =
        size <= OFFSET_LEAST ? 0 : Math.clamp(size / OFFSET_STEP, OFFSET_LEAST, OFFSET_MOST);
    this.random = random;
    this.taken = new BitSet(size);
  }

  /** 30000 to 32767. */
  public static NodePorts usual(RandomGenerator random) {
    return new NodePorts(30_000, 32_767, random);
  }

  /** As messages name it. */
  String range() {
    return first + "-" + (first + size - 1);
  }

  boolean isInRange(int port) {
    return port >= first && port < first + size;
  }

  public synchronized boolean isTaken(int port) {
    return isInRange(port) && taken.get(port - first);
  }

  /** Whether it was free, and is now the caller's. */
  synchronized boolean take(int port) {
    if (!isInRange(port) || taken.get(port - first)) {
      return false;
    }
    taken.set(port - first);
    return true;
  }

  /** Any that is free, of the upper part first; none is left. */
  synchronized OptionalInt takeAny() {
    int found = free(offset, size);
    if (found < 0 && offset > 0) {
      found = free(0, offset);
    }
    if (found < 0) {
      return OptionalInt.empty();
    }
    taken.set(found);
    return OptionalInt.of(first + found);
  }

  private int free(int from, int to) {
    int start = from + random.nextInt(to - from);
    int found = taken.nextClearBit(start);
    if (found >= to) {
      found = taken.nextClearBit(from);
    }
    return found < to ? found : -1;
  }

  synchronized void release(int port) {
    if (isInRange(port)) {
      taken.clear(port - first);
    }
  }

  /** Forgets all, and takes the ports of these services: at start, and to find what was lost. */
  public synchronized void replaceAll(Stream<ApiObject> services) {
    taken.clear();
    services.forEach(this::observe);
  }

  /** Somebody stored this: another server on the same store, too. */
  public synchronized void observe(ApiObject service) {
    ServiceShape shape = ServiceShape.of(service);
    shape.nodePorts().forEach(this::take);
    take(shape.healthCheckNodePort());
  }
}
