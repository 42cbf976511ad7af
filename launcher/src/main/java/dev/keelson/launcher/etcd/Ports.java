package dev.keelson.launcher.etcd;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Tries every port before anything else is begun, so that a taken one is one clear line and not the
 * last of many from half a start. Somebody may still take it in between; then the listener itself
 * fails.
 */
final class Ports {
  private Ports() {}

  /** Throws {@link BadSetting} with Go's text for the first address that cannot be bound. */
  static void checkFree(MemberPlan plan) {
    List<InetSocketAddress> addresses = new ArrayList<>();
    addresses.add(plan.store().peerBind());
    addresses.addAll(plan.store().places().morePeerBinds());
    addresses.addAll(plan.server().clientListeners());
    addresses.addAll(plan.server().metricsListeners());
    for (InetSocketAddress address : addresses) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.setReuseAddress(true);
        socket.bind(address);
      } catch (IOException e) {
        throw new BadSetting("listen tcp " + text(address) + ": bind: " + reason(e));
      }
    }
  }

  static String text(InetSocketAddress address) {
    String host =
        address.getAddress() == null
            ? address.getHostString()
            : address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  private static String reason(IOException e) {
    String message = String.valueOf(e.getMessage()).replaceFirst(" \\(.*", "");
    return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
  }
}
