package dev.keelson.launcher.apiserver;

import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;

/** This machine's own IPv4 address: of the first interface that is up and no loopback. */
final class HostAddress {
  private HostAddress() {}

  static Optional<String> first() {
    try {
      return NetworkInterface.networkInterfaces()
          .filter(HostAddress::isUsable)
          .flatMap(NetworkInterface::inetAddresses)
          .filter(each -> each instanceof Inet4Address && !each.isLinkLocalAddress())
          .map(each -> each.getHostAddress())
          .findFirst();
    } catch (SocketException e) {
      return Optional.empty();
    }
  }

  private static boolean isUsable(NetworkInterface each) {
    try {
      return each.isUp() && !each.isLoopback();
    } catch (SocketException e) {
      return false;
    }
  }
}
