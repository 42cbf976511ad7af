package dev.keelson.controllers.certificates;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;

/** Port: the authorities of the signers. Thread-safe; blocks for as long as a signature takes. */
public interface CertificateSigner {
  /**
   * @param request PKCS#10, DER; its subject, alternative names and key go into the certificate
   * @param signerName {@code kubernetes.io/kube-apiserver-client-kubelet}
   * @param usages as the API names them: {@code digital signature}, {@code client auth}
   * @param notAfter at the latest; never after the authority's own end
   */
  record Order(
      byte[] request, String signerName, List<String> usages, Instant notBefore, Instant notAfter) {
    public Order {
      usages = List.copyOf(usages);
    }
  }

  /** Whether there is an authority for the signer. */
  boolean signsFor(String signerName);

  /**
   * @return the certificate, and what is between it and the root, as PEM
   * @throws GeneralSecurityException the request's signature is not by its own key, or the
   *     authority is over
   */
  String sign(Order order) throws GeneralSecurityException;
}
