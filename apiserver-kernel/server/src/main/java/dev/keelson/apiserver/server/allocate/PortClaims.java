package dev.keelson.apiserver.server.allocate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The node ports of one request: taken at once, given back when it fails; those it frees are freed
 * when it has succeeded. A dry run takes nothing.
 */
final class PortClaims {
  /** What a dry run gives: beyond all ranges, so that nobody takes it for a real one. */
  private static final int PRETENDED = 32_768;

  private final NodePorts ports;
  private final boolean isDryRun;
  private final List<Integer> claimed = new ArrayList<>();
  private final List<Integer> released = new ArrayList<>();

  PortClaims(NodePorts ports, boolean isDryRun) {
    this.ports = ports;
    this.isDryRun = isDryRun;
  }

  /** Why it may not be had; empty where it may, and is. */
  Optional<String> claim(int port) {
    String taken = "provided port is already allocated";
    if (isDryRun) {
      if (ports.isTaken(port) || claimed.contains(port)) {
        return Optional.of(taken);
      }
    } else if (!ports.isInRange(port)) {
      return Optional.of(
          "provided port is not in the valid range. The range of valid ports is " + ports.range());
    } else if (!ports.take(port)) {
      return Optional.of(taken);
    }
    claimed.add(port);
    return Optional.empty();
  }

  OptionalInt claimAny() {
    OptionalInt port =
        isDryRun
            ? OptionalInt.of(
                1 + claimed.stream().mapToInt(Integer::intValue).max().orElse(PRETENDED))
            : ports.takeAny();
    port.ifPresent(claimed::add);
    return port;
  }

  void releaseAfterwards(int port) {
    released.add(port);
  }

  void commit() {
    if (!isDryRun) {
      released.forEach(ports::release);
    }
  }

  void revert() {
    if (!isDryRun) {
      claimed.forEach(ports::release);
    }
  }
}
