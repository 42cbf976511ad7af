package dev.keelson.apiserver.server.pki;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/** The file that tells kubectl where its cluster is and who its user is. */
public final class Kubeconfig {
  private Kubeconfig() {}

  /**
   * Written whole, readable for its owner alone.
   *
   * @param server such as {@code https://127.0.0.1:6443}
   * @throws PkiFault the file cannot be written
   */
  public static void write(Path file, String server, X509Certificate ca, TlsIdentity client) {
    OwnFiles.secret(file, text(server, ca, client));
  }

  static String text(String server, X509Certificate ca, TlsIdentity client) {
    return """
    apiVersion: v1
    kind: Config
    clusters:
    - name: keelson
      cluster:
        server: "%s"
        certificate-authority-data: %s
    users:
    - name: keelson-admin
      user:
        client-certificate-data: %s
        client-key-data: %s
    contexts:
    - name: keelson-admin@keelson
      context:
        cluster: keelson
        user: keelson-admin
    current-context: keelson-admin@keelson
    """
        .formatted(
            server,
            base64(Pem.write(List.of(ca))),
            base64(Pem.write(client.chain())),
            base64(Pem.write(client.key())));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
