package dev.keelson.controllers.cloud.node;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.controllers.cloud.CloudFailure;
import dev.keelson.controllers.cloud.NodeAddress;
import dev.keelson.controllers.network.IpAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which of a machine's addresses are the node's. */
final class NodeIps {
  /** Set by a kubelet that was told which address it has. */
  static final String PROVIDED = "alpha.kubernetes.io/provided-node-ip";

  private NodeIps() {}

  /**
   * The cloud's, but of the types that the kubelet's own addresses have, only those; and the host's
   * name, which the cloud may not know.
   *
   * @throws CloudFailure a kubelet's address is none of the machine's
   */
  static List<NodeAddress> of(ApiObject node, List<NodeAddress> machine) {
    List<NodeAddress> all = new ArrayList<>(machine);
    if (machine.stream().noneMatch(each -> each.type().equals(NodeAddress.HOSTNAME))) {
      NodeAddress.of(node).stream()
          .filter(each -> each.type().equals(NodeAddress.HOSTNAME))
          .forEach(all::add);
    }
    return chosen(node, all);
  }

  /**
   * @throws CloudFailure as {@link #of}
   */
  static List<NodeAddress> chosen(ApiObject node, List<NodeAddress> all) {
    String provided = node.metadata().object("annotations").text(PROVIDED);
    if (provided.isEmpty()) {
      return all;
    }
    List<NodeAddress> enforced = new ArrayList<>();
    Set<String> types = new HashSet<>();
    for (String text : provided.split(",")) {
      Optional<IpAddress> ip = IpAddress.parse(text.strip());
      if (ip.isEmpty()) {
        throw CloudFailure.of("failed to parse node IP \"" + provided + "\"");
      }
      if (ip.get().value().signum() == 0) {
        // Unspecified: whatever the cloud has.
        return all;
      }
      List<NodeAddress> matching =
          all.stream().filter(each -> IpAddress.parse(each.address()).equals(ip)).toList();
      if (matching.isEmpty()) {
        throw CloudFailure.of(
            "failed to get node address from cloud provider that matches ip: " + text.strip());
      }
      enforced.addAll(matching);
      matching.forEach(each -> types.add(each.type()));
    }
    all.stream().filter(each -> !types.contains(each.type())).forEach(enforced::add);
    return enforced;
  }
}
