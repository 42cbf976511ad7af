package dev.keelson.raftstore.etcd;

import com.google.protobuf.ByteString;
import dev.keelson.mvcc.LocalKvStore;
import dev.keelson.raftstore.etcd.pb.KVGrpc;
import dev.keelson.raftstore.etcd.pb.LeaseGrpc;
import dev.keelson.raftstore.etcd.pb.MaintenanceGrpc;
import dev.keelson.raftstore.etcd.pb.PutRequest;
import dev.keelson.raftstore.etcd.pb.PutResponse;
import dev.keelson.raftstore.http.Metrics;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A server over a member in memory, on a port of its own, and a client. */
final class Served implements AutoCloseable {
  final LocalNode node;
  final EtcdServer server;
  final InetSocketAddress address;
  final ManagedChannel channel;
  final KVGrpc.KVBlockingStub kv;
  final LeaseGrpc.LeaseBlockingStub lease;
  final MaintenanceGrpc.MaintenanceBlockingStub maintenance;

  private Served(LocalNode node, EtcdServer server) {
    this.node = node;
    this.server = server;
    this.address = server.addresses().getFirst();
    this.channel =
        NettyChannelBuilder.forAddress(address)
            .usePlaintext()
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .build();
    this.kv = KVGrpc.newBlockingStub(channel);
    this.lease = LeaseGrpc.newBlockingStub(channel);
    this.maintenance = MaintenanceGrpc.newBlockingStub(channel);
  }

  static Served start() throws IOException {
    return start(config -> config);
  }

  static Served start(UnaryOperator<EtcdServerConfig> change) throws IOException {
    LocalNode node = new LocalNode(LocalKvStore.inMemory(), 2L << 30);
    InetSocketAddress anywhere = new InetSocketAddress("127.0.0.1", 0);
    return new Served(node, EtcdServer.start(node, change.apply(EtcdServerConfig.on(anywhere))));
  }

  /** With so many bytes for large answers. */
  static Served withAnswerBytes(long bytes) throws IOException {
    LocalNode node = new LocalNode(LocalKvStore.inMemory(), 2L << 30);
    InetSocketAddress anywhere = new InetSocketAddress("127.0.0.1", 0);
    return new Served(
        node, EtcdServer.start(node, EtcdServerConfig.on(anywhere), new Metrics(), bytes));
  }

  /** A configuration with other limits and times. */
  static EtcdServerConfig with(
      EtcdServerConfig c,
      int maxRequestBytes,
      Duration electionTimeout,
      Duration progressInterval) {
    return new EtcdServerConfig(
        c.clientListeners(),
        c.metricsListeners(),
        maxRequestBytes,
        c.maxTxnOps(),
        c.maxConcurrentStreams(),
        c.keepAliveMinTime(),
        c.keepAliveInterval(),
        c.keepAliveTimeout(),
        progressInterval,
        c.warnRequestDuration(),
        electionTimeout,
        true,
        c.tls());
  }

  PutResponse put(String key, String value) {
    return kv.put(PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)).build());
  }

  static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }

  static void assertRefused(EtcdErrors error, ThrowingCallable call) {
    StatusRuntimeException refused =
        Assertions.catchThrowableOfType(StatusRuntimeException.class, call);
    Assertions.assertThat(refused).as("refused").isNotNull();
    Assertions.assertThat(refused.getStatus().getDescription()).isEqualTo(error.message());
    Assertions.assertThat(refused.getStatus().getCode()).isEqualTo(error.status().getCode());
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.close();
    node.close();
  }
}
