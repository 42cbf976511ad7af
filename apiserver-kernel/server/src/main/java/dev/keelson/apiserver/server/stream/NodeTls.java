package dev.keelson.apiserver.server.stream;

import dev.keelson.apiserver.server.pki.PkiFault;
import dev.keelson.apiserver.server.pki.TlsIdentity;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** How TLS towards nodes is done. */
public final class NodeTls {
  private final SSLContext context;
  private final boolean verifies;

  private NodeTls(SSLContext context, boolean verifies) {
    this.context = context;
    this.verifies = verifies;
  }

  /**
   * @param self shown to the nodes ({@code --kubelet-client-certificate})
   * @param roots that sign the nodes' serving certificates ({@code
   *     --kubelet-certificate-authority}). Where there are none, any certificate will do, as in
   *     kube-apiserver: a kubelet's own is self-signed
   * @throws PkiFault key and certificate do not serve
   */
  public static NodeTls of(Optional<TlsIdentity> self, List<X509Certificate> roots) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          self.map(OwnKey::new).stream().toArray(KeyManager[]::new),
          roots.isEmpty() ? new TrustManager[] {new AnyNode()} : trust(roots),
          null);
      return new NodeTls(context, !roots.isEmpty());
    } catch (GeneralSecurityException | IOException e) {
      throw new PkiFault("TLS towards the nodes cannot be set up: " + e.getMessage(), e);
    }
  }

  private static TrustManager[] trust(List<X509Certificate> roots)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (int i = 0; i < roots.size(); i++) {
      store.setCertificateEntry("root-" + i, roots.get(i));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  /** Shakes hands over a connected socket. */
  Socket over(Socket plain, NodeAddress target) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(plain, target.host(), target.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"http/1.1"});
    if (verifies) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }
}
