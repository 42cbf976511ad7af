package dev.keelson.raftstore.etcd;

import dev.keelson.raftstore.etcd.pb.WatchCancelRequest;
import dev.keelson.raftstore.etcd.pb.WatchCreateRequest;
import dev.keelson.raftstore.etcd.pb.WatchGrpc;
import dev.keelson.raftstore.etcd.pb.WatchProgressRequest;
import dev.keelson.raftstore.etcd.pb.WatchRequest;
import dev.keelson.raftstore.etcd.pb.WatchResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One watch stream of a client, which takes everything at once, or only what it asks for. */
final class WatchRecorder extends ClientCall.Listener<WatchResponse> {
  static final Metadata.Key<String> HAS_LEADER =
      Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

  private static final int EVERYTHING = 1 << 20;

  final BlockingQueue<WatchResponse> responses = new LinkedBlockingQueue<>();
  final CompletableFuture<Status> closed = new CompletableFuture<>();
  private final ClientCall<WatchRequest, WatchResponse> call;

  private WatchRecorder(ManagedChannel channel, Metadata headers, int messages) {
    call = channel.newCall(WatchGrpc.getWatchMethod(), CallOptions.DEFAULT);
    call.start(this, headers);
    call.request(messages);
  }

  static WatchRecorder open(ManagedChannel channel) {
    return new WatchRecorder(channel, new Metadata(), EVERYTHING);
  }

  static WatchRecorder openTaking(ManagedChannel channel, int messages) {
    return new WatchRecorder(channel, new Metadata(), messages);
  }

  static WatchRecorder openRequiringLeader(ManagedChannel channel) {
    Metadata headers = new Metadata();
    headers.put(HAS_LEADER, "true");
    return new WatchRecorder(channel, headers, EVERYTHING);
  }

  void create(WatchCreateRequest.Builder request) {
    call.sendMessage(WatchRequest.newBuilder().setCreateRequest(request).build());
  }

  void cancel(long id) {
    call.sendMessage(
        WatchRequest.newBuilder()
            .setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(id))
            .build());
  }

  void askProgress() {
    call.sendMessage(
        WatchRequest.newBuilder()
            .setProgressRequest(WatchProgressRequest.getDefaultInstance())
            .build());
  }

  void take(int messages) {
    call.request(messages);
  }

  WatchResponse next() throws InterruptedException {
    WatchResponse response = responses.poll(10, TimeUnit.SECONDS);
    if (response == null) {
      throw new AssertionError("nothing came; stream closed: " + closed.getNow(null));
    }
    return response;
  }

  /** What comes in {@code millis}; null = nothing. */
  WatchResponse within(long millis) throws InterruptedException {
    return responses.poll(millis, TimeUnit.MILLISECONDS);
  }

  void hangUp() {
    call.cancel("test is over", null);
  }

  @Override
  public void onMessage(WatchResponse message) {
    responses.add(message);
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    closed.complete(status);
  }
}
