package dev.keelson.scheduler.cache;

import dev.keelson.scheduler.view.HostPort;
import java.util.Arrays;
import java.util.List;

/** The ports that the pods of a node take of it. Immutable; few. */
public final class UsedPorts {
  public static final UsedPorts NONE = new UsedPorts(new HostPort[0]);

  private final HostPort[] ports;

  private UsedPorts(HostPort[] ports) {
    this.ports = ports;
  }

  public boolean conflictsWith(List<HostPort> wanted) {
    for (HostPort used : ports) {
      for (HostPort each : wanted) {
        if (used.conflictsWith(each)) {
          return true;
        }
      }
    }
    return false;
  }

  public int size() {
    return ports.length;
  }

  UsedPorts with(List<HostPort> more) {
    if (more.isEmpty()) {
      return this;
    }
    HostPort[] all = Arrays.copyOf(ports, ports.length + more.size());
    for (int i = 0; i < more.size(); i++) {
      all[ports.length + i] = more.get(i);
    }
    return new UsedPorts(all);
  }

  UsedPorts without(List<HostPort> gone) {
    if (gone.isEmpty()) {
      return this;
    }
    java.util.ArrayList<HostPort> left = new java.util.ArrayList<>(List.of(ports));
    gone.forEach(left::remove);
    return left.isEmpty() ? NONE : new UsedPorts(left.toArray(HostPort[]::new));
  }
}
