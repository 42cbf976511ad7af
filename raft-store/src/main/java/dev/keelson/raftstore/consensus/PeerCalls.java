package dev.keelson.raftstore.consensus;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.client.RaftClientRpc;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.AlreadyClosedException;
import org.jspecify.annotations.Nullable;

/** Requests to other members over their peer port. Connections are made when first needed. */
final class PeerCalls implements AutoCloseable {
  private final RaftNode node;
  private final RaftProperties properties;
  private @Nullable RaftClientRpc rpc;
  private boolean closed;

  PeerCalls(RaftNode node, RaftProperties properties) {
    this.node = node;
    this.properties = properties;
  }

  private synchronized RaftClientRpc rpc() throws AlreadyClosedException {
    if (closed) {
      throw new AlreadyClosedException("closed");
    }
    RaftClientRpc known = rpc;
    if (known == null) {
      known = new GrpcFactory(new Parameters()).newRaftClientRpc(node.client(), properties);
      known.addRaftPeers(node.division().getGroup().getPeers());
      rpc = known;
    }
    return known;
  }

  /** Never throws. */
  CompletableFuture<RaftClientReply> send(RaftClientRequest request) {
    try {
      return rpc().sendRequestAsyncUnordered(request);
    } catch (IOException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** For the administrative requests, which Ratis sends only by waiting. */
  RaftClientReply sendAndWait(RaftClientRequest request) throws IOException {
    return rpc().sendRequest(request);
  }

  /** After a failure the stream to that member is of no more use; the next request makes a new one. */
  void reset(RaftPeerId peer, Throwable why) {
    try {
      RaftClientRpc known = rpc();
      known.addRaftPeers(node.division().getGroup().getPeers());
      known.handleException(peer, why, true);
    } catch (AlreadyClosedException e) {
      // nothing left to reset
    }
  }

  @Override
  public void close() throws IOException {
    RaftClientRpc last;
    synchronized (this) {
      closed = true;
      last = rpc;
      rpc = null;
    }
    if (last != null) {
      last.close();
    }
  }
}
