package dev.keelson.launcher.training;

import com.google.protobuf.ByteString;
import dev.keelson.raftstore.etcd.pb.Compare;
import dev.keelson.raftstore.etcd.pb.DeleteRangeRequest;
import dev.keelson.raftstore.etcd.pb.KVGrpc;
import dev.keelson.raftstore.etcd.pb.LeaseGrantRequest;
import dev.keelson.raftstore.etcd.pb.LeaseGrpc;
import dev.keelson.raftstore.etcd.pb.LeaseRevokeRequest;
import dev.keelson.raftstore.etcd.pb.MaintenanceGrpc;
import dev.keelson.raftstore.etcd.pb.PutRequest;
import dev.keelson.raftstore.etcd.pb.RangeRequest;
import dev.keelson.raftstore.etcd.pb.RequestOp;
import dev.keelson.raftstore.etcd.pb.StatusRequest;
import dev.keelson.raftstore.etcd.pb.TxnRequest;
import dev.keelson.raftstore.etcd.pb.WatchCreateRequest;
import dev.keelson.raftstore.etcd.pb.WatchGrpc;
import dev.keelson.raftstore.etcd.pb.WatchRequest;
import dev.keelson.raftstore.etcd.pb.WatchResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What the first clients of a member do: health, puts, gets, transactions, a lease, a watch. */
final class TrainingClient implements AutoCloseable {
  private static final int ROUNDS = 200;
  private static final long READY_SECONDS = 60;

  private final int port;
  private final ManagedChannel channel;
  private final KVGrpc.KVBlockingStub kv;

  TrainingClient(int port) {
    this.port = port;
    this.channel =
        NettyChannelBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
            .usePlaintext()
            .directExecutor()
            .build();
    this.kv = KVGrpc.newBlockingStub(channel);
  }

  void work() throws Exception {
    awaitReady();
    health();
    long lease =
        LeaseGrpc.newBlockingStub(channel)
            .leaseGrant(LeaseGrantRequest.newBuilder().setTTL(60).build())
            .getID();
    CountDownLatch seen = new CountDownLatch(ROUNDS);
    StreamObserver<WatchRequest> watch = watch(seen);
    for (int i = 0; i < ROUNDS; i++) {
      round(i, i % 2 == 0 ? lease : 0);
    }
    new TrainingLoad(channel).run();
    if (!seen.await(READY_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the watch saw too little");
    }
    watch.onCompleted();
    LeaseGrpc.newBlockingStub(channel)
        .leaseRevoke(LeaseRevokeRequest.newBuilder().setID(lease).build());
    kv.deleteRange(DeleteRangeRequest.newBuilder().setKey(key(0)).setRangeEnd(end()).build());
    MaintenanceGrpc.newBlockingStub(channel).status(StatusRequest.getDefaultInstance());
  }

  private void awaitReady() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
    while (true) {
      try {
        kv.withWaitForReady()
            .withDeadlineAfter(READY_SECONDS, TimeUnit.SECONDS)
            .range(RangeRequest.newBuilder().setKey(key(0)).build());
        return;
      } catch (StatusRuntimeException e) {
        if (e.getStatus().getCode() != Status.Code.UNAVAILABLE || System.nanoTime() > deadline) {
          throw e;
        }
        Thread.sleep(20);
      }
    }
  }

  private void health() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (String page : new String[] {"/health", "/readyz", "/metrics", "/version"}) {
        URI uri = URI.create("http://127.0.0.1:" + port + page);
        http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
      }
    }
  }

  private void round(int i, long lease) {
    PutRequest put =
        PutRequest.newBuilder()
            .setKey(key(i))
            .setValue(ByteString.copyFrom(new byte[512]))
            .setLease(lease)
            .build();
    kv.put(put);
    kv.range(RangeRequest.newBuilder().setKey(key(i)).setSerializable(i % 2 == 0).build());
    kv.range(RangeRequest.newBuilder().setKey(key(0)).setRangeEnd(end()).setLimit(50).build());
    kv.txn(
        TxnRequest.newBuilder()
            .addCompare(
                Compare.newBuilder()
                    .setKey(key(i))
                    .setTarget(Compare.CompareTarget.MOD)
                    .setResult(Compare.CompareResult.EQUAL)
                    .setModRevision(0))
            .addSuccess(RequestOp.newBuilder().setRequestPut(put))
            .addFailure(
                RequestOp.newBuilder().setRequestRange(RangeRequest.newBuilder().setKey(key(i))))
            .build());
  }

  private StreamObserver<WatchRequest> watch(CountDownLatch seen) {
    StreamObserver<WatchRequest> watch =
        WatchGrpc.newStub(channel)
            .watch(
                new StreamObserver<>() {
                  @Override
                  public void onNext(WatchResponse answer) {
                    for (int i = 0; i < answer.getEventsCount(); i++) {
                      seen.countDown();
                    }
                  }

                  @Override
                  public void onError(Throwable thrown) {
                    // the latch tells
                  }

                  @Override
                  public void onCompleted() {
                    // ours to end
                  }
                });
    watch.onNext(
        WatchRequest.newBuilder()
            .setCreateRequest(
                WatchCreateRequest.newBuilder()
                    .setKey(key(0))
                    .setRangeEnd(end())
                    .setStartRevision(1)
                    .setPrevKv(true))
            .build());
    return watch;
  }

  private static ByteString key(int i) {
    return ByteString.copyFromUtf8("/registry/training/%06d".formatted(i));
  }

  private static ByteString end() {
    return ByteString.copyFromUtf8("/registry/training0");
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
