package dev.keelson.nodeagent.node;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.nodeagent.pod.Rejection;
import dev.keelson.nodeagent.spec.ContainerKind;
import dev.keelson.nodeagent.spec.ContainerSpec;
import dev.keelson.nodeagent.spec.PodView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which of a node's ports are taken by which of its pods. Thread-safe. */
final class HostPorts {
  private static final String ANY = "0.0.0.0";
  private static final Rejection TAKEN =
      new Rejection(
          "NodePorts",
          "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports");

  /**
   * @param ip {@value #ANY} for all of the node's
   */
  private record Port(String ip, String protocol, long number) {
    boolean meets(Port other) {
      return number == other.number
          && protocol.equals(other.protocol)
          && (ip.equals(other.ip) || ip.equals(ANY) || other.ip.equals(ANY));
    }
  }

  private final Map<String, Set<Port>> taken = new HashMap<>();

  /** Takes all that the pod asks for, or none. */
  synchronized Optional<Rejection> take(String key, PodView pod) {
    Set<Port> wanted = wanted(pod);
    if (wanted.isEmpty() || taken.containsKey(key)) {
      return Optional.empty();
    }
    boolean isTaken =
        taken.values().stream()
            .flatMap(Set::stream)
            .anyMatch(each -> wanted.stream().anyMatch(each::meets));
    if (isTaken) {
      return Optional.of(TAKEN);
    }
    taken.put(key, wanted);
    return Optional.empty();
  }

  synchronized void release(String key) {
    taken.remove(key);
  }

  /** Of the containers that run all the time. */
  private static Set<Port> wanted(PodView pod) {
    Set<Port> wanted = new HashSet<>();
    for (ContainerSpec spec : pod.allContainers()) {
      boolean isLasting = spec.kind() == ContainerKind.MAIN || spec.kind() == ContainerKind.SIDECAR;
      if (isLasting && spec.tree().has("ports")) {
        spec.tree().array("ports").objects().map(HostPorts::port).forEach(wanted::add);
      }
    }
    wanted.removeIf(port -> port.number() <= 0);
    return wanted;
  }

  private static Port port(JsonObject tree) {
    String ip = tree.text("hostIP");
    return new Port(
        ip.isEmpty() ? ANY : ip, tree.text("protocol", "TCP"), tree.number("hostPort", 0));
  }
}
