package dev.keelson.raftstore.consensus;

import dev.keelson.raftstore.tls.CipherSuites;
import dev.keelson.raftstore.tls.TlsConfig;
import dev.keelson.raftstore.tls.TlsFault;
import dev.keelson.raftstore.tls.TlsFiles;
import java.util.List;
import javax.net.ssl.SSLException;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.thirdparty.io.grpc.netty.GrpcSslContexts;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyServerBuilder;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.ClientAuth;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContext;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContextBuilder;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslProvider;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SupportedCipherSuiteFilter;

/**
 * TLS of everything that goes between members: Ratis' appends, votes and snapshots, and the
 * requests of {@link PeerCalls}. Ratis is given key and trust managers that look at the files anew,
 * so no channel of its has to be made again for a renewed certificate. Its server side is set up
 * here rather than by its own configuration, which has no place for the check of {@link PeerPort}.
 */
final class PeerTls {
  private final TlsFiles files;
  private final SslContext server;

  /** Throws {@link TlsFault} for files that cannot be used. */
  PeerTls(TlsConfig config) {
    this.files = TlsFiles.open(config);
    this.server = server(files);
  }

  /** For connections that this member makes. */
  void dialBy(Parameters parameters) {
    GrpcTlsConfig.Builder tls =
        GrpcTlsConfig.newBuilder()
            .setKeyManager(files.clientKeys())
            .setTrustManager(files.trust())
            .setMutualTls(true)
            .setSslProvider(SslProvider.JDK)
            .setProtocols(files.config().versions().protocols());
    List<String> suites = files.config().cipherSuites();
    if (!suites.isEmpty()) {
      tls.setCipherSuites(CipherSuites.offered(suites));
    }
    GrpcConfigKeys.TLS.setConf(parameters, tls.build());
  }

  /** For those that it accepts. */
  NettyServerBuilder acceptBy(NettyServerBuilder builder) {
    return builder.protocolNegotiator(new PeerPort(server, files));
  }

  private static SslContext server(TlsFiles files) {
    List<String> suites = files.config().cipherSuites();
    try {
      SslContextBuilder builder =
          GrpcSslContexts.configure(
                  SslContextBuilder.forServer(files.serverKeys()), SslProvider.JDK)
              .trustManager(files.trust())
              .clientAuth(
                  files.config().asksForCertificate() ? ClientAuth.REQUIRE : ClientAuth.NONE)
              .protocols(files.config().versions().protocols());
      if (!suites.isEmpty()) {
        builder.ciphers(CipherSuites.offered(suites), SupportedCipherSuiteFilter.INSTANCE);
      }
      return builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new TlsFault("cannot set up TLS with --cipher-suites " + suites + ": " + e, e);
    }
  }
}
