package dev.keelson.raftstore.etcd.client;

import dev.keelson.raftstore.tls.ClientTls;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;

/** A connection to each member, given out in turn; those that cannot be reached are passed over. */
final class Channels implements AutoCloseable {
  /** A member that died without a word is found out after both. Unit: seconds. */
  private static final int PING_EVERY = 10;

  private static final int PING_WAITS = 5;
  private static final int CONNECT_MILLIS = 3_000;

  private final List<Endpoint> endpoints;
  private final AtomicInteger turn = new AtomicInteger();

  private Channels(List<Endpoint> endpoints) {
    this.endpoints = endpoints;
  }

  /** Connects when first needed. Throws TlsFault where a file cannot be used. */
  static Channels open(EtcdEndpoints members) {
    List<Endpoint> endpoints = new ArrayList<>();
    try {
      for (URI url : members.urls()) {
        endpoints.add(new Endpoint(url, channel(url, members)));
      }
    } catch (RuntimeException e) {
      endpoints.forEach(each -> each.channel().shutdownNow());
      throw e;
    }
    return new Channels(List.copyOf(endpoints));
  }

  private static ManagedChannel channel(URI url, EtcdEndpoints members) {
    ChannelCredentials credentials =
        url.getScheme().equals("https") ? tls(members) : InsecureChannelCredentials.create();
    ManagedChannelBuilder<?> builder =
        Grpc.newChannelBuilder("dns:///" + url.getAuthority(), credentials)
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .keepAliveTime(PING_EVERY, TimeUnit.SECONDS)
            .keepAliveTimeout(PING_WAITS, TimeUnit.SECONDS);
    if (builder instanceof NettyChannelBuilder netty) {
      netty.withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS);
    }
    return builder.build();
  }

  private static ChannelCredentials tls(EtcdEndpoints members) {
    TlsChannelCredentials.Builder tls = TlsChannelCredentials.newBuilder();
    tls.trustManager(new TrustManager[] {ClientTls.trust(members.ca(), "--etcd-cafile")});
    members
        .identity()
        .ifPresent(
            files ->
                tls.keyManager(
                    new KeyManager[] {ClientTls.keys(files, "--etcd-certfile", "--etcd-keyfile")}));
    return tls.build();
  }

  int size() {
    return endpoints.size();
  }

  Endpoint next() {
    int first = Math.floorMod(turn.getAndIncrement(), endpoints.size());
    for (int i = 0; i < endpoints.size(); i++) {
      Endpoint each = endpoints.get((first + i) % endpoints.size());
      if (!each.isFailing()) {
        return each;
      }
      each.hurry();
    }
    return endpoints.get(first);
  }

  @Override
  public void close() {
    endpoints.forEach(each -> each.channel().shutdownNow());
  }
}
