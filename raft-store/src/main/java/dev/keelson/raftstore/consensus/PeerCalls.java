package dev.keelson.raftstore.consensus;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.client.RaftClientRpc;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.AlreadyClosedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests to other members over their peer port. Connections are made when first needed.
 *
 * <p>Ratis' client stream to a member is of no more use after any failure, be it only "not the
 * leader". The connection is then given up as a whole, since a new one does not wait out the pauses
 * of one that could not connect; and behind, since closing it waits up to 3 s for what others have
 * asked over it.
 */
final class PeerCalls implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeerCalls.class);

  private final RaftNode node;
  private final RaftProperties properties;
  private final Parameters parameters;
  private final Map<RaftPeerId, RaftClientRpc> connections = new HashMap<>();
  private boolean closed;

  /** {@code parameters}: how connections are made, in clear or not. */
  PeerCalls(RaftNode node, RaftProperties properties, Parameters parameters) {
    this.node = node;
    this.properties = properties;
    this.parameters = parameters;
  }

  private synchronized RaftClientRpc connection(RaftPeerId peer) throws AlreadyClosedException {
    if (closed) {
      throw new AlreadyClosedException("closed");
    }
    return connections.computeIfAbsent(
        peer,
        _ -> {
          RaftClientRpc made =
              new GrpcFactory(parameters).newRaftClientRpc(node.client(), properties);
          made.addRaftPeers(node.division().getGroup().getPeers());
          return made;
        });
  }

  /** Never throws. */
  CompletableFuture<RaftClientReply> send(RaftClientRequest request) {
    RaftPeerId peer = request.getServerId();
    try {
      RaftClientRpc over = connection(peer);
      return over.sendRequestAsyncUnordered(request)
          .whenComplete(
              (_, failure) -> {
                if (failure != null) {
                  giveUp(peer, over);
                }
              });
    } catch (IOException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** For the administrative requests, which Ratis sends only by waiting. */
  RaftClientReply sendAndWait(RaftClientRequest request) throws IOException {
    return connection(request.getServerId()).sendRequest(request);
  }

  private void giveUp(RaftPeerId peer, RaftClientRpc broken) {
    boolean mine;
    synchronized (this) {
      mine = connections.remove(peer, broken);
    }
    if (mine) {
      closeBehind(broken);
    }
  }

  private static void closeBehind(RaftClientRpc connection) {
    Thread.ofVirtual()
        .name("raft-hang-up")
        .start(
            () -> {
              try {
                connection.close();
              } catch (IOException e) {
                LOG.warn("closing a connection to a peer: {}", e.toString());
              }
            });
  }

  @Override
  public void close() {
    List<RaftClientRpc> left;
    synchronized (this) {
      closed = true;
      left = List.copyOf(connections.values());
      connections.clear();
    }
    left.forEach(PeerCalls::closeBehind);
  }
}
