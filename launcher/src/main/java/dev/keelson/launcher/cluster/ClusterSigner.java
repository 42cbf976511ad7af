package dev.keelson.launcher.cluster;

import dev.keelson.apiserver.server.pki.CertificateAuthority;
import dev.keelson.apiserver.server.pki.Pem;
import dev.keelson.controllers.certificates.CertificateSigner;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Set;

/** The cluster's CA behind all four built-in signers, as kubeadm has it. */
public record ClusterSigner(CertificateAuthority ca) implements CertificateSigner {
  private static final Set<String> SIGNERS =
      Set.of(
          "kubernetes.io/kube-apiserver-client",
          "kubernetes.io/kube-apiserver-client-kubelet",
          "kubernetes.io/kubelet-serving",
          "kubernetes.io/legacy-unknown");

  @Override
  public boolean signsFor(String signerName) {
    return SIGNERS.contains(signerName);
  }

  @Override
  public String sign(Order order) throws GeneralSecurityException {
    return Pem.write(
        List.of(ca.sign(order.request(), order.usages(), order.notBefore(), order.notAfter())));
  }
}
