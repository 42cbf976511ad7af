package dev.keelson.apiserver.server.assembly;

import dev.keelson.apiserver.server.auth.Authenticator;
import dev.keelson.apiserver.server.bootstrap.Bootstrap.ClusterAddress;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;

/**
 * @param address where the server itself is found in the cluster
 * @param clusterCa PEM; given to every namespace as kube-root-ca.crt
 * @param clientCas of client certificates
 * @param authenticators besides certificates, in their order
 * @param isAnonymousAllowed whether requests without credentials are anonymous, or refused
 * @param allowsAll no authorization at all: for tests on a loopback transport
 */
public record ApiServerConfig(
    ClusterAddress address,
    String clusterCa,
    List<X509Certificate> clientCas,
    List<Authenticator> authenticators,
    boolean isAnonymousAllowed,
    boolean allowsAll,
    InstantSource clock) {
  public ApiServerConfig {
    clientCas = List.copyOf(clientCas);
    authenticators = List.copyOf(authenticators);
  }

  /** In this process, for this process: everybody may do everything. */
  public static ApiServerConfig embedded() {
    return new ApiServerConfig(
        new ClusterAddress("10.96.0.1", "10.96.0.0/12", "127.0.0.1", 6443),
        "",
        List.of(),
        List.of(),
        true,
        true,
        InstantSource.system());
  }
}
