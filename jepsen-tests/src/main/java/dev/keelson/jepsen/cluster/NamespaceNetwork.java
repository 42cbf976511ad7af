package dev.keelson.jepsen.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One network namespace a member. Clients reach it by a pair of virtual Ethernet devices that no
 * fault touches (10.91.N.2); members reach each other (10.90.0.N) only through a {@link Wire}.
 *
 * <p>The process must live in network and mount namespaces of its own, where it may do all this;
 * with its end, everything made here is gone.
 */
public final class NamespaceNetwork implements Network {
  /** Most members that one network takes. */
  public static final int MAX_MEMBERS = 7;

  private static final int CLIENT_PORT = 2379;
  private static final int PEER_PORT = 2380;

  private final Wire wire;

  private NamespaceNetwork(Wire wire) {
    this.wire = wire;
  }

  /**
   * Makes namespaces, devices and addresses for {@code members}. Once in a process.
   *
   * @throws IOException a tool is missing, or the kernel does not allow it; says which
   */
  public static NamespaceNetwork build(int members) throws IOException {
    if (members > MAX_MEMBERS) {
      throw new IOException("at most " + MAX_MEMBERS + " members");
    }
    // Names of namespaces are files here. Private to our mount namespace, or they would outlive us.
    Shell.run("mkdir", "-p", "/run/netns");
    Shell.run("mount", "-t", "tmpfs", "tmpfs", "/run/netns");
    Shell.run("ip", "link", "set", "lo", "up");
    List<Tunnel> ends = new ArrayList<>();
    for (int i = 1; i <= members; i++) {
      String space = "m" + i;
      Shell.run("ip", "netns", "add", space);
      Shell.run("ip", "-n", space, "link", "set", "lo", "up");
      Shell.run(
          "ip", "link", "add", "c" + i, "type", "veth", "peer", "name", "clients", "netns", space);
      Shell.run("ip", "addr", "add", "10.91." + i + ".1/24", "dev", "c" + i);
      Shell.run("ip", "link", "set", "c" + i, "up");
      Shell.run("ip", "-n", space, "addr", "add", "10.91." + i + ".2/24", "dev", "clients");
      Shell.run("ip", "-n", space, "link", "set", "clients", "up");
      Tunnel end = Tunnel.open("/run/netns/" + space, "peers");
      Shell.run("ip", "-n", space, "addr", "add", "10.90.0." + i + "/24", "dev", "peers");
      Shell.run("ip", "-n", space, "link", "set", "peers", "mtu", "" + Tunnel.MTU, "up");
      ends.add(end);
    }
    return new NamespaceNetwork(new Wire(ends));
  }

  @Override
  public String clientAddress(int member) {
    return "10.91." + (member + 1) + ".2:" + CLIENT_PORT;
  }

  @Override
  public String peerAddress(int member) {
    return "10.90.0." + (member + 1) + ":" + PEER_PORT;
  }

  @Override
  public List<String> commandPrefix(int member) {
    // not "ip netns exec": that makes a mount namespace too, which would keep every disk mounted
    return List.of("nsenter", "--net=/run/netns/m" + (member + 1), "--");
  }

  @Override
  public Optional<Wire> wire() {
    return Optional.of(wire);
  }
}
