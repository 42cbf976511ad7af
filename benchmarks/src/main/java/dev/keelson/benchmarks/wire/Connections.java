package dev.keelson.benchmarks.wire;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of HTTP/2 connections, dealt round the endpoints, on at most two event loops.
 * Answers are handled on the loops themselves: what is called from here must not block.
 */
public final class Connections implements AutoCloseable {
  /** The largest answer taken, in bytes; etcd itself bounds only requests. */
  private static final int MAX_ANSWER = 512 << 20;

  /** How long closing waits for calls in flight. */
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

  // gRPC logs every frame through Netty's logger at debug, which is where a bare logging backend
  // starts: a client that
  // writes a line a frame measures itself.
  static {
    InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
  }

  private final EventLoopGroup loops;
  private final List<ManagedChannel> channels;

  private Connections(EventLoopGroup loops, List<ManagedChannel> channels) {
    this.loops = loops;
    this.channels = channels;
  }

  /** Opens {@code count} connections, 1 to 1,024; connects on first use. */
  public static Connections open(List<Endpoint> endpoints, int count) {
    int threads = Math.min(2, Runtime.getRuntime().availableProcessors());
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(threads, NioIoHandler.newFactory());
    List<ManagedChannel> channels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Endpoint endpoint = endpoints.get(i % endpoints.size());
      channels.add(
          builder(endpoint)
              .directExecutor()
              .eventLoopGroup(loops)
              .channelType(NioSocketChannel.class)
              .maxInboundMessageSize(MAX_ANSWER)
              .disableRetry()
              .build());
    }
    return new Connections(loops, List.copyOf(channels));
  }

  private static NettyChannelBuilder builder(Endpoint endpoint) {
    NettyChannelBuilder builder = NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port());
    if (!endpoint.tls()) {
      return builder.usePlaintext();
    }
    try {
      return builder.sslContext(
          GrpcSslContexts.forClient()
              .trustManager(InsecureTrustManagerFactory.INSTANCE)
              .endpointIdentificationAlgorithm("")
              .build());
    } catch (SSLException e) {
      throw new IllegalStateException("no TLS in this JDK", e);
    }
  }

  /** How many connections there are. */
  public int size() {
    return channels.size();
  }

  /** A new call on connection {@code index}, counted round. */
  public <R> ClientCall<byte[], R> call(MethodDescriptor<byte[], R> method, int index) {
    return channels.get(index % channels.size()).newCall(method, CallOptions.DEFAULT);
  }

  /** Starts one call on connection {@code index}; fails with StatusRuntimeException. */
  public <R> CompletableFuture<R> send(
      MethodDescriptor<byte[], R> method, int index, byte[] request) {
    CompletableFuture<R> future = new CompletableFuture<>();
    ClientCall<byte[], R> call = call(method, index);
    call.start(
        new ClientCall.Listener<>() {
          private @Nullable R answer;

          @Override
          public void onMessage(R message) {
            answer = message;
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            R received = answer;
            if (status.isOk() && received != null) {
              future.complete(received);
            } else {
              future.completeExceptionally(status.asRuntimeException());
            }
          }
        },
        new Metadata());
    call.request(2);
    call.sendMessage(request);
    call.halfClose();
    return future;
  }

  /**
   * One call on connection {@code index}, awaited.
   *
   * @throws CallFailed when the server refuses, cannot be reached, or does not answer within {@code
   *     patience}
   */
  public <R> R ask(MethodDescriptor<byte[], R> method, int index, byte[] request, Duration patience)
      throws CallFailed, InterruptedException {
    try {
      return send(method, index, request).get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new CallFailed(method.getFullMethodName() + ": " + Refusals.words(e));
    } catch (TimeoutException e) {
      throw new CallFailed(method.getFullMethodName() + ": no answer within " + patience);
    }
  }

  /** Runs {@code task} on an event loop after {@code delay}. */
  public void later(Duration delay, Runnable task) {
    loops.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    loops
        .shutdownGracefully(0, CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(CLOSE_PATIENCE.toMillis());
  }
}
