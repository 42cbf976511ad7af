package dev.keelson.apiserver.server.http;

import dev.keelson.apiserver.server.pki.CertificateAuthority;
import dev.keelson.apiserver.server.pki.ServingNames;
import dev.keelson.apiserver.server.pki.TlsIdentity;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A server on a free port of this machine, and clients that trust it. */
public final class Served implements AutoCloseable {
  public static final Duration PATIENCE = Duration.ofSeconds(60);
  public static final CertificateAuthority CA =
      CertificateAuthority.create("test-ca", InstantSource.system());
  private static final TlsIdentity SERVING =
      CA.serving("kube-apiserver", ServingNames.ofApiServer("10.96.0.1", List.of()));

  private static final SSLContext CONTEXT;

  static {
    CONTEXT = context(new KeyManager[0]);
    Leaks.watch();
  }

  final HttpsServer server;

  private Served(HttpsServer server) {
    this.server = server;
  }

  public static Served with(Handler handler) {
    return with(HttpBounds.DEFAULTS, handler);
  }

  static Served with(HttpBounds bounds, Handler handler) {
    return new Served(
        HttpsServer.open(
            new HttpsConfig("127.0.0.1", 0, SERVING, List.of(CA.certificate()), bounds), handler));
  }

  /** A second one on its port. */
  HttpsServer again() {
    return HttpsServer.open(
        new HttpsConfig("127.0.0.1", server.port(), SERVING, List.of()), _ -> null);
  }

  public URI uri(String pathAndQuery) {
    return URI.create("https://127.0.0.1:" + server.port() + pathAndQuery);
  }

  public HttpRequest.Builder request(String pathAndQuery) {
    return HttpRequest.newBuilder(uri(pathAndQuery)).timeout(PATIENCE);
  }

  public static HttpClient client(HttpClient.Version version) {
    return HttpClient.newBuilder().version(version).sslContext(context()).build();
  }

  static HttpClient clientAs(HttpClient.Version version, TlsIdentity identity) {
    return HttpClient.newBuilder().version(version).sslContext(contextAs(identity)).build();
  }

  /** Speaks bytes through TLS; no ALPN, so HTTP/1.1. */
  public SSLSocket socket() throws Exception {
    SSLSocket socket = unconnected();
    socket.startHandshake();
    return socket;
  }

  SSLSocket unconnected() throws Exception {
    SSLSocket socket =
        (SSLSocket) context().getSocketFactory().createSocket("127.0.0.1", server.port());
    socket.setSoTimeout((int) PATIENCE.toMillis());
    socket.setTcpNoDelay(true); // else each handshake waits for a delayed acknowledgement
    return socket;
  }

  /** One for all: later handshakes resume, which is cheap. */
  static SSLContext context() {
    return CONTEXT;
  }

  public static SSLContext contextAs(TlsIdentity identity) {
    try {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      keys.setKeyEntry(
          "me", identity.key(), new char[0], identity.chain().toArray(X509Certificate[]::new));
      KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
      factory.init(keys, new char[0]);
      return context(factory.getKeyManagers());
    } catch (GeneralSecurityException | java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SSLContext context(KeyManager[] keys) {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("ca", CA.certificate());
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, factory.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
