package dev.keelson.launcher.judge;

import com.google.protobuf.Message;
import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.HashKVRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.LeaseTimeToLiveRequest;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.MemberListRequest;
import io.etcd.jetcd.api.MemberListResponse;
import io.etcd.jetcd.api.MoveLeaderRequest;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A raw etcd client to one endpoint: any message in, message or status out, no retry and no
 * balance. Fields that the stubs do not know are set and read as unknown fields.
 *
 * <p>A call without an answer after {@value #DEADLINE_SECONDS} s ends as {@code DEADLINE_EXCEEDED}.
 */
final class EtcdClient implements AutoCloseable {
  static final int DEADLINE_SECONDS = 15;

  /**
   * LeaseLeases, which the stubs lack. Its response, a header and a list of messages whose field 1
   * is an id, has the shape of a member list on the wire, so it is read as one.
   */
  static final MethodDescriptor<MemberListRequest, MemberListResponse> LEASES =
      MethodDescriptor.<MemberListRequest, MemberListResponse>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("etcdserverpb.Lease/LeaseLeases")
          .setRequestMarshaller(ProtoUtils.marshaller(MemberListRequest.getDefaultInstance()))
          .setResponseMarshaller(ProtoUtils.marshaller(MemberListResponse.getDefaultInstance()))
          .build();

  private static final Map<Class<?>, MethodDescriptor<?, ?>> methods =
      Map.ofEntries(
          Map.entry(RangeRequest.class, KVGrpc.getRangeMethod()),
          Map.entry(PutRequest.class, KVGrpc.getPutMethod()),
          Map.entry(DeleteRangeRequest.class, KVGrpc.getDeleteRangeMethod()),
          Map.entry(TxnRequest.class, KVGrpc.getTxnMethod()),
          Map.entry(CompactionRequest.class, KVGrpc.getCompactMethod()),
          Map.entry(LeaseGrantRequest.class, LeaseGrpc.getLeaseGrantMethod()),
          Map.entry(LeaseRevokeRequest.class, LeaseGrpc.getLeaseRevokeMethod()),
          Map.entry(LeaseKeepAliveRequest.class, LeaseGrpc.getLeaseKeepAliveMethod()),
          Map.entry(LeaseTimeToLiveRequest.class, LeaseGrpc.getLeaseTimeToLiveMethod()),
          Map.entry(MemberListRequest.class, LEASES),
          Map.entry(AlarmRequest.class, MaintenanceGrpc.getAlarmMethod()),
          Map.entry(StatusRequest.class, MaintenanceGrpc.getStatusMethod()),
          Map.entry(MoveLeaderRequest.class, MaintenanceGrpc.getMoveLeaderMethod()),
          Map.entry(HashKVRequest.class, MaintenanceGrpc.getHashKVMethod()));

  private final ManagedChannel channel;

  EtcdClient(int port) {
    channel =
        NettyChannelBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
            .usePlaintext()
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .build();
  }

  static EtcdClient to(EtcdProcess process) {
    return new EtcdClient(process.clientPort());
  }

  ManagedChannel channel() {
    return channel;
  }

  /** After a server came back: connect at once, without the rest of the channel's back-off. */
  void reconnect() {
    channel.resetConnectBackoff();
  }

  /** Sends a request and waits. A {@link MemberListRequest} stands for LeaseLeases. */
  Answer call(Message request) {
    return await(send(request));
  }

  /** Sends a request; the future never completes exceptionally. */
  CompletableFuture<Answer> send(Message request) {
    MethodDescriptor<?, ?> method = methods.get(request.getClass());
    if (method == null) {
      throw new IllegalArgumentException("no method takes " + request.getClass());
    }
    @SuppressWarnings("unchecked")
    MethodDescriptor<Message, Message> typed = (MethodDescriptor<Message, Message>) method;
    return send(typed, request);
  }

  <Q extends Message, A extends Message> CompletableFuture<Answer> send(
      MethodDescriptor<Q, A> method, Q request) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    StreamObserver<A> first =
        new StreamObserver<>() {
          @Override
          public void onNext(A message) {
            answer.complete(new Answer.Reply(message));
          }

          @Override
          public void onError(Throwable problem) {
            Status status = Status.fromThrowable(problem);
            String text = status.getDescription() == null ? "" : status.getDescription();
            answer.complete(new Answer.Error(status.getCode(), text));
          }

          @Override
          public void onCompleted() {
            answer.complete(new Answer.Error(Status.Code.OK, "(the stream ended unanswered)"));
          }
        };
    var call = channel.newCall(method, options);
    if (method.getType() == MethodDescriptor.MethodType.UNARY) {
      ClientCalls.asyncUnaryCall(call, request, first);
    } else {
      // One question on a stream of its own; the stream is closed once the answer is here, because
      // real etcd may drop an answer that is still on its way when the client half-closes.
      StreamObserver<Q> requests = ClientCalls.asyncBidiStreamingCall(call, first);
      requests.onNext(request);
      answer.thenRun(
          () -> {
            try {
              requests.onCompleted();
            } catch (IllegalStateException e) {
              // Already closed by the server.
            }
          });
    }
    return answer;
  }

  /** Opens a watch stream; the caller reads what arrives through {@code responses}. */
  StreamObserver<WatchRequest> watch(StreamObserver<WatchResponse> responses) {
    return ClientCalls.asyncBidiStreamingCall(
        channel.newCall(WatchGrpc.getWatchMethod(), CallOptions.DEFAULT), responses);
  }

  static Answer await(CompletableFuture<Answer> answer) {
    try {
      return answer.get(DEADLINE_SECONDS + 15, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("no answer and no deadline either", e);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    try {
      if (!channel.awaitTermination(5, TimeUnit.SECONDS)) {
        throw new AssertionError("channel still open after 5 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
