package dev.keelson.controllers.certificates;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the signers of Kubernetes sign. Pure; texts are upstream's. */
final class SignerRules {
  static final String KUBELET_CLIENT = "kubernetes.io/kube-apiserver-client-kubelet";
  static final String KUBELET_SERVING = "kubernetes.io/kubelet-serving";
  static final String CLIENT = "kubernetes.io/kube-apiserver-client";
  static final String LEGACY = "kubernetes.io/legacy-unknown";
  static final List<String> ALL = List.of(KUBELET_SERVING, KUBELET_CLIENT, CLIENT, LEGACY);

  private static final String SIGNATURE = "digital signature";
  private static final String ENCIPHERMENT = "key encipherment";

  private SignerRules() {}

  /** Why it is not signed; empty: it may be. */
  static Optional<String> problem(String signer, CertificateRequest request, Set<String> usages) {
    return switch (signer) {
      case KUBELET_CLIENT -> kubeletClient(request, usages);
      case KUBELET_SERVING -> kubeletServing(request, usages);
      case CLIENT -> client(usages);
      default -> Optional.empty();
    };
  }

  private static Optional<String> kubeletClient(CertificateRequest request, Set<String> usages) {
    String text = "";
    if (!isOfNodes(request)) {
      text = "subject organization is not system:nodes";
    } else if (request.has(CertificateRequest.DNS)) {
      text = "DNS subjectAltNames are not allowed";
    } else if (request.has(CertificateRequest.EMAIL)) {
      text = "Email subjectAltNames are not allowed";
    } else if (request.has(CertificateRequest.IP)) {
      text = "IP subjectAltNames are not allowed";
    } else if (request.has(CertificateRequest.URI)) {
      text = "URI subjectAltNames are not allowed";
    } else if (!isOfNode(request)) {
      text = "subject common name does not begin with system:node:";
    } else if (!isFor(usages, "client auth")) {
      text = "usages did not match [client auth digital signature key encipherment]";
    }
    return said(text);
  }

  private static Optional<String> kubeletServing(CertificateRequest request, Set<String> usages) {
    String text = "";
    if (!isOfNodes(request)) {
      text = "subject organization is not system:nodes";
    } else if (!request.has(CertificateRequest.DNS) && !request.has(CertificateRequest.IP)) {
      text = "DNS or IP subjectAltName is required";
    } else if (request.has(CertificateRequest.EMAIL)) {
      text = "Email subjectAltNames are not allowed";
    } else if (request.has(CertificateRequest.URI)) {
      text = "URI subjectAltNames are not allowed";
    } else if (!isFor(usages, "server auth")) {
      text = "usages did not match [digital signature key encipherment server auth]";
    } else if (!isOfNode(request)) {
      text = "subject common name does not begin with system:node:";
    }
    return said(text);
  }

  private static Optional<String> client(Set<String> usages) {
    Optional<String> wrong =
        usages.stream()
            .filter(each -> !Set.of(SIGNATURE, ENCIPHERMENT, "client auth").contains(each))
            .sorted()
            .findFirst()
            .map(each -> "invalid usage for client certificate: " + each);
    return wrong.isPresent() || usages.contains("client auth")
        ? wrong
        : Optional.of("missing required usage for client certificate: client auth");
  }

  private static boolean isOfNodes(CertificateRequest request) {
    return request.organizations().equals(List.of("system:nodes"));
  }

  private static boolean isOfNode(CertificateRequest request) {
    return request.commonName().startsWith("system:node:");
  }

  /** Keys that cannot encipher leave that usage out. */
  private static boolean isFor(Set<String> usages, String purpose) {
    return usages.equals(Set.of(SIGNATURE, purpose))
        || usages.equals(Set.of(SIGNATURE, ENCIPHERMENT, purpose));
  }

  private static Optional<String> said(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }
}
