package dev.keelson.jepsen.cluster;

import java.util.List;
import java.util.Optional;

/** Where members are reached, by clients and by each other. Members count from 0. */
public sealed interface Network permits LoopbackNetwork, NamespaceNetwork {
  /** {@code host:port} for clients. */
  String clientAddress(int member);

  /** {@code host:port} for the other members. */
  String peerAddress(int member);

  /** What to put before a command so that it runs where the member lives. */
  List<String> commandPrefix(int member);

  /** What joins the members, if it can be disturbed. */
  Optional<Wire> wire();
}
