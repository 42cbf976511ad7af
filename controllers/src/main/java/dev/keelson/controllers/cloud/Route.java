package dev.keelson.controllers.cloud;

import java.util.List;

/**
 * What is sent to an address of that range goes to that node.
 *
 * @param name the cloud's; of one to be made, a hint
 * @param node "" where the cloud does not know it
 * @param addresses of the node, which a cloud may need; empty in a list where it keeps none
 * @param cidr {@code 10.244.3.0/24}
 * @param isBlackhole its machine is gone
 */
public record Route(
    String name, String node, List<NodeAddress> addresses, String cidr, boolean isBlackhole) {
  public Route {
    addresses = List.copyOf(addresses);
  }
}
