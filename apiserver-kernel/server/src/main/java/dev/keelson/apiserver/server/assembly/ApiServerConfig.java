package dev.keelson.apiserver.server.assembly;

import dev.keelson.apiserver.server.bootstrap.Bootstrap.ClusterAddress;
import dev.keelson.apiserver.server.pki.TlsIdentity;
import dev.keelson.apiserver.server.resource.Feature;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * @param address where the server itself is found in the cluster
 * @param clusterCa PEM; given to every namespace as kube-root-ca.crt
 * @param proxyCa PEM, "" for none: of proxies that other servers of the cluster believe
 * @param clientCas of client certificates
 * @param serviceAccounts how their tokens are signed and believed
 * @param staticTokens kube-apiserver's CSV, "" for none
 * @param towardsNodes what the server shows to node agents
 * @param isAnonymousAllowed whether requests without credentials are anonymous, or refused
 * @param features gates that are open
 * @param allowsAll no authorization at all: for tests on a loopback transport
 */
public record ApiServerConfig(
    ClusterAddress address,
    String clusterCa,
    String proxyCa,
    List<X509Certificate> clientCas,
    ServiceAccounts serviceAccounts,
    String staticTokens,
    Optional<TlsIdentity> towardsNodes,
    boolean isAnonymousAllowed,
    boolean allowsAll,
    Set<Feature> features,
    InstantSource clock) {
  /**
   * @param issuers whose tokens are believed; the first one is ours
   * @param audiences the API server's own; the first issuer's name if empty
   * @param signing empty: no tokens are issued
   * @param verifying further keys that may have signed
   */
  public record ServiceAccounts(
      List<String> issuers,
      List<String> audiences,
      Optional<KeyPair> signing,
      List<PublicKey> verifying) {
    public static final String USUAL_ISSUER = "https://kubernetes.default.svc.cluster.local";

    public ServiceAccounts {
      issuers = List.copyOf(issuers);
      audiences = audiences.isEmpty() ? List.of(issuers.getFirst()) : List.copyOf(audiences);
      verifying = List.copyOf(verifying);
    }

    public static ServiceAccounts signedBy(KeyPair pair) {
      return new ServiceAccounts(
          List.of(USUAL_ISSUER), List.of(), Optional.of(pair), List.of(pair.getPublic()));
    }

    public static ServiceAccounts none() {
      return new ServiceAccounts(List.of(USUAL_ISSUER), List.of(), Optional.empty(), List.of());
    }
  }

  public ApiServerConfig {
    clientCas = List.copyOf(clientCas);
    features = Set.copyOf(features);
  }

  /** In this process, for this process: everybody may do everything. */
  public static ApiServerConfig embedded() {
    return new ApiServerConfig(
        new ClusterAddress("10.96.0.1", "10.96.0.0/12", Optional.empty(), 6443),
        "",
        "",
        List.of(),
        ServiceAccounts.none(),
        "",
        Optional.empty(),
        true,
        true,
        Set.of(),
        InstantSource.system());
  }

  /** With other gates open. */
  public ApiServerConfig with(Set<Feature> others) {
    return new ApiServerConfig(
        address,
        clusterCa,
        proxyCa,
        clientCas,
        serviceAccounts,
        staticTokens,
        towardsNodes,
        isAnonymousAllowed,
        allowsAll,
        others,
        clock);
  }
}
