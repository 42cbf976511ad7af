package dev.keelson.raftstore.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom to believe: signed by the CAs of the file (path validation and, for servers, the name that
 * was dialled are the JDK's work), then {@link TlsFiles#checkLeaf}.
 */
final class Trust extends X509ExtendedTrustManager {
  private final TlsFiles files;

  Trust(TlsFiles files) {
    this.files = files;
  }

  /** {@code ca} empty: the JDK's own list of public CAs. */
  static X509ExtendedTrustManager signedBy(Optional<Path> ca, String flag) {
    try {
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      if (ca.isPresent()) {
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        List<X509Certificate> certificates = Certificates.read(ca.get(), flag);
        for (int i = 0; i < certificates.size(); i++) {
          anchors.setCertificateEntry("ca-" + i, certificates.get(i));
        }
        factory.init(anchors);
      } else {
        factory.init((KeyStore) null);
      }
      for (TrustManager each : factory.getTrustManagers()) {
        if (each instanceof X509ExtendedTrustManager trust) {
          return trust;
        }
      }
      throw new IllegalStateException("PKIX checks no X.509");
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsFault("cannot use the CA of " + flag + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void checkClientTrusted(
      X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
      throws CertificateException {
    files.signers().checkClientTrusted(chain, authType, engine);
    files.checkLeaf(chain);
  }

  @Override
  public void checkServerTrusted(
      X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
      throws CertificateException {
    if (files.config().anyServer()) {
      return;
    }
    try {
      files.signers().checkServerTrusted(chain, authType, engine);
      files.checkLeaf(chain);
    } catch (CertificateException e) {
      files.dialled(engine == null ? "" : String.valueOf(engine.getPeerHost()), e);
      throw e;
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
      throws CertificateException {
    files.signers().checkClientTrusted(chain, authType, socket);
    files.checkLeaf(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
      throws CertificateException {
    if (!files.config().anyServer()) {
      files.signers().checkServerTrusted(chain, authType, socket);
      files.checkLeaf(chain);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    files.signers().checkClientTrusted(chain, authType);
    files.checkLeaf(chain);
  }

  /** Would check no host name: nothing here connects in such a way. */
  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("a server is only believed on a connection");
  }

  /** Told to clients, so that they can choose among their certificates. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return files.config().trustedCa().isPresent()
        ? files.signers().getAcceptedIssuers()
        : new X509Certificate[0];
  }
}
