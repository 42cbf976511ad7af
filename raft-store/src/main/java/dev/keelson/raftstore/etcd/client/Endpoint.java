package dev.keelson.raftstore.etcd.client;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** One member, and the connection to it. */
final class Endpoint {
  private static final long LEAST_BETWEEN_HURRIES = TimeUnit.MILLISECONDS.toNanos(200);

  private final URI url;
  private final ManagedChannel channel;
  private final AtomicLong hurriedNanos = new AtomicLong(System.nanoTime());

  Endpoint(URI url, ManagedChannel channel) {
    this.url = url;
    this.channel = channel;
  }

  URI url() {
    return url;
  }

  ManagedChannel channel() {
    return channel;
  }

  /** The last try to connect failed, and the next did not succeed yet. */
  boolean isFailing() {
    return channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE;
  }

  /** gRPC waits longer and longer, up to two minutes: too long for who is asked for something. */
  void hurry() {
    long now = System.nanoTime();
    long last = hurriedNanos.get();
    if (now - last > LEAST_BETWEEN_HURRIES && hurriedNanos.compareAndSet(last, now)) {
      channel.resetConnectBackoff();
    }
  }
}
