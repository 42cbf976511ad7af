package dev.keelson.raftstore.tls;

import dev.keelson.raftstore.tls.TlsConfig.KeyPairFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** For a client that is no member: whom it believes and what it shows. */
public final class ClientTls {
  private ClientTls() {}

  /**
   * The pair that is in the files now: a renewed one is shown on the next connection. Throws {@link
   * TlsFault} where it cannot be used.
   */
  public static X509ExtendedKeyManager keys(KeyPairFiles files, String certFlag, String keyFlag) {
    Watched<KeyPair> pair =
        new Watched<>(
            List.of(files.certificate(), files.key()),
            () -> KeyPair.read(files, certFlag, keyFlag));
    return new OwnKeys(pair::value);
  }

  /** {@code ca} empty: the JDK's own list. Throws {@link TlsFault} where it cannot be used. */
  public static X509ExtendedTrustManager trust(Optional<Path> ca, String flag) {
    return Trust.signedBy(ca, flag);
  }
}
