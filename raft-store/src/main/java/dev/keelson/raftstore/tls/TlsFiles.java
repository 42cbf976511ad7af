package dev.keelson.raftstore.tls;

import dev.keelson.raftstore.tls.TlsConfig.KeyPairFiles;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one {@link TlsConfig}, as they are now, and what is decided and logged by them. Any
 * thread.
 */
public final class TlsFiles {
  /**
   * Where the heavy part of accepting a connection is done, signatures and reading of changed
   * files: not on an event loop, which others wait for.
   */
  public static final Executor HANDSHAKES =
      task -> Thread.ofVirtual().name("tls-handshake").start(task);

  private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);

  private final TlsConfig config;
  private final Watched<KeyPair> server;
  private final Watched<KeyPair> client;
  private final Optional<Watched<X509ExtendedTrustManager>> ca;
  private @Nullable X509ExtendedTrustManager publicCas;
  private final Optional<Watched<Set<BigInteger>>> revoked;
  private final InstantSource clock;
  private final RareLog log;

  private TlsFiles(TlsConfig config, InstantSource clock, LongSupplier nanos) {
    this.config = config;
    this.clock = clock;
    this.log = new RareLog(LOG, nanos);
    this.server = pair(config.server(), flag("cert-file"), flag("key-file"));
    this.client =
        config
            .client()
            .map(files -> pair(files, flag("client-cert-file"), flag("client-key-file")))
            .orElse(server);
    this.ca =
        config
            .trustedCa()
            .map(
                file ->
                    new Watched<>(
                        List.of(file),
                        () -> Trust.signedBy(Optional.of(file), flag("trusted-ca-file"))));
    this.revoked =
        config
            .revoked()
            .map(file -> new Watched<>(List.of(file), () -> Certificates.revoked(file, crlFlag())));
    warnIfExpired(server.value(), config.server(), flag("cert-file"));
  }

  /** Reads everything once; throws {@link TlsFault} for the first file that cannot be used. */
  public static TlsFiles open(TlsConfig config) {
    return new TlsFiles(config, InstantSource.system(), System::nanoTime);
  }

  static TlsFiles open(TlsConfig config, InstantSource clock, LongSupplier nanos) {
    return new TlsFiles(config, clock, nanos);
  }

  public TlsConfig config() {
    return config;
  }

  /** For accepting connections. */
  public X509ExtendedKeyManager serverKeys() {
    return new OwnKeys(() -> current(server, config.server(), "cert-file"));
  }

  /** For making connections. */
  public X509ExtendedKeyManager clientKeys() {
    return new OwnKeys(
        () ->
            current(
                client,
                config.client().orElse(config.server()),
                config.client().isPresent() ? "client-cert-file" : "cert-file"));
  }

  /** For both. */
  public X509ExtendedTrustManager trust() {
    return new Trust(this);
  }

  /**
   * Whether a connection that has shaken hands may stay: what {@link #trust} checked once more, for
   * a resumed session brings its certificate along unchecked, and the address it comes from where
   * that is asked for. Never throws; fails with CertificateException. Names may have to be looked
   * up, so it may complete later, on another thread; all else completes at once.
   */
  public CompletableFuture<Void> admit(SSLSession session, InetSocketAddress remote) {
    try {
      Certificate[] shown = session.getPeerCertificates();
      if (shown.length == 0 || !(shown[0] instanceof X509Certificate leaf)) {
        return done();
      }
      X509Certificate[] chain = new X509Certificate[shown.length];
      for (int i = 0; i < shown.length; i++) {
        chain[i] = (X509Certificate) shown[i];
      }
      checkLeaf(chain);
      return config.checksAddress() ? SourceAddress.check(leaf, remote.getAddress()) : done();
    } catch (SSLPeerUnverifiedException _) {
      return done(); // none was asked for
    } catch (CertificateException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static CompletableFuture<Void> done() {
    return CompletableFuture.completedFuture(null);
  }

  /**
   * Logs, now and then, why {@code remote} was sent away; nothing where it went by itself ({@code
   * cause} is a ClosedChannelException, or none).
   */
  public void rejected(SocketAddress address, @Nullable Throwable cause) {
    if (cause == null || cause instanceof ClosedChannelException) {
      return;
    }
    InetSocketAddress remote = (InetSocketAddress) address;
    Refusal refusal = Refusal.of(cause, config);
    log.warn(
        remote.getHostString() + refusal.error(),
        "rejected connection on " + config.purpose().endpoint(),
        "remote-addr",
        remote.getHostString() + ":" + remote.getPort(),
        "error",
        refusal.error(),
        "remedy",
        refusal.remedy());
  }

  /** As {@link #rejected}, of a server that this member dialled. */
  void dialled(String host, CertificateException cause) {
    Refusal refusal = Refusal.of(cause, config);
    log.warn(
        "to " + host + refusal.error(),
        "refused to talk to a server on a " + config.purpose().endpoint(),
        "host",
        host,
        "error",
        refusal.error(),
        "remedy",
        refusal.remedy());
  }

  X509ExtendedTrustManager signers() {
    if (ca.isEmpty()) {
      return publicCas();
    }
    ca.get().fault().ifPresent(this::staysInUse);
    return ca.get().value();
  }

  /** Read when first needed: there are some 150 of them. */
  private synchronized X509ExtendedTrustManager publicCas() {
    if (publicCas == null) {
      publicCas = Trust.signedBy(Optional.empty(), flag("trusted-ca-file"));
    }
    return publicCas;
  }

  /** What a certificate must meet besides being signed. Fails closed. */
  void checkLeaf(X509Certificate[] chain) throws CertificateException {
    if (!config.allowed().allow(chain[0])) {
      throw new NotAllowed(config.allowed().flag(config.purpose()));
    }
    if (revoked.isEmpty()) {
      return;
    }
    Optional<TlsFault> fault = revoked.get().fault();
    if (fault.isPresent()) {
      throw new CertificateException(fault.get().getMessage());
    }
    Set<BigInteger> serials = revoked.get().value();
    for (X509Certificate each : chain) {
      if (serials.contains(each.getSerialNumber())) {
        throw new Revoked(each.getSerialNumber(), crlFlag(), config.revoked().orElseThrow());
      }
    }
  }

  /** The certificate is sound and signed, and is not one of those asked for. */
  static final class NotAllowed extends CertificateException {
    private static final long serialVersionUID = 1L;

    NotAllowed(String flag) {
      super("client certificate authentication failed: the certificate is not one of " + flag);
    }
  }

  static final class Revoked extends CertificateException {
    private static final long serialVersionUID = 1L;

    Revoked(BigInteger serial, String flag, Path file) {
      super("certificate serial %s revoked by %s %s".formatted(serial.toString(16), flag, file));
    }
  }

  private KeyPair current(Watched<KeyPair> pair, KeyPairFiles files, String certFlag) {
    pair.fault().ifPresent(this::staysInUse);
    KeyPair now = pair.value();
    warnIfExpired(now, files, flag(certFlag));
    return now;
  }

  private void staysInUse(TlsFault fault) {
    log.warn(
        String.valueOf(fault.getMessage()),
        "cannot read a file of TLS anew; what was read before stays in use",
        "error",
        String.valueOf(fault.getMessage()));
  }

  private void warnIfExpired(KeyPair pair, KeyPairFiles files, String certFlag) {
    if (pair.isExpired(clock.instant())) {
      log.warn(
          "expired " + files.certificate(),
          "the certificate of this member has expired; others refuse it",
          "file",
          files.certificate().toString(),
          "not-after",
          pair.certificate().getNotAfter().toInstant().toString(),
          "remedy",
          "put a renewed certificate and key in place ("
              + certFlag
              + "); they are read for the next connection, without restart");
    }
  }

  private Watched<KeyPair> pair(KeyPairFiles files, String certFlag, String keyFlag) {
    return new Watched<>(
        List.of(files.certificate(), files.key()), () -> KeyPair.read(files, certFlag, keyFlag));
  }

  private String flag(String name) {
    return config.purpose().flag(name);
  }

  private String crlFlag() {
    return switch (config.purpose()) {
      case CLIENTS -> "--client-crl-file";
      case PEERS -> "--peer-crl-file";
    };
  }
}
