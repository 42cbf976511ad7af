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

/** Requests to other members over their peer port. Connections are made when first needed. */
final class PeerCalls implements AutoCloseable {
  private final RaftClientRpc rpc;
  private final RaftNode node;

  PeerCalls(RaftNode node, RaftProperties properties) {
    this.node = node;
    this.rpc = new GrpcFactory(new Parameters()).newRaftClientRpc(node.client(), properties);
    rpc.addRaftPeers(node.division().getGroup().getPeers());
  }

  /** Never throws. */
  CompletableFuture<RaftClientReply> send(RaftClientRequest request) {
    try {
      return rpc.sendRequestAsyncUnordered(request);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** For the administrative requests, which Ratis sends only by waiting. */
  RaftClientReply sendAndWait(RaftClientRequest request) throws IOException {
    return rpc.sendRequest(request);
  }

  /** After a failure the stream to that member is of no more use; the next request makes a new one. */
  void reset(RaftPeerId peer, Throwable why) {
    rpc.addRaftPeers(node.division().getGroup().getPeers());
    rpc.handleException(peer, why, true);
  }

  @Override
  public void close() throws IOException {
    rpc.close();
  }
}
