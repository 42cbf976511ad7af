package dev.keelson.launcher.apiserver;

import dev.keelson.launcher.component.FeatureGates;
import dev.keelson.launcher.snapshot.Misuse;
import dev.keelson.launcher.snapshot.Words;
import dev.keelson.raftstore.etcd.client.EtcdEndpoints;
import dev.keelson.raftstore.tls.TlsConfig.KeyPairFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What was asked for. Names are kube-apiserver's where it has one.
 *
 * @param dataDir of the store
 * @param pki where certificates and keys are kept; empty: they end with the process
 * @param kubeconfig where the first user's is written
 * @param members of the store, all of this process
 * @param etcd where the store is, if it is not our own
 * @param gates which alpha kinds are served
 * @param moreNames under which the server is called too
 */
public record ApiserverFlags(
    Path dataDir,
    Optional<Path> pki,
    boolean isInMemory,
    int members,
    String bindAddress,
    int port,
    Optional<String> advertiseAddress,
    Path kubeconfig,
    String serviceRange,
    List<String> moreNames,
    Optional<EtcdEndpoints> etcd,
    Optional<Path> certificate,
    Optional<Path> privateKey,
    Optional<Path> clientCa,
    Optional<Path> tokens,
    boolean isAnonymousAllowed,
    FeatureGates gates) {
  /** Flags with a value. */
  public static final Set<String> VALUED =
      Set.of(
          "data-dir",
          "members",
          "https-port",
          "secure-port",
          "bind-address",
          "advertise-address",
          "kubeconfig-out",
          "service-cluster-ip-range",
          "tls-san",
          "etcd-servers",
          "etcd-cafile",
          "etcd-certfile",
          "etcd-keyfile",
          "tls-cert-file",
          "tls-private-key-file",
          "client-ca-file",
          "token-auth-file",
          "anonymous-auth",
          FeatureGates.FLAG);

  static final String USAGE =
      """
      Usage: keelson apiserver [flags]

      Run a Kubernetes API server on a store of its own. At the first start it makes a CA, its
      certificates and a kubeconfig; then: kubectl --kubeconfig FILE get namespaces

        --data-dir DIR                 store, certificates, keys (default.apiserver)
        --in-memory                    keep nothing; with --data-dir certificates and keys
        --https-port P                 also --secure-port; 0: any that is free (6443)
        --bind-address IP              (0.0.0.0)
        --advertise-address IP         under which pods reach it (--bind-address; this machine's first
                                       where that is any or the loopback one)
        --kubeconfig-out FILE          of the first user, a cluster admin; written with mode 0600
                                       at each start (DATA-DIR/admin.conf;
                                       keelson.kubeconfig where nothing is kept)
        --service-cluster-ip-range C   (10.96.0.0/12)
        --tls-san LIST                 more names or IPs for the serving certificate

        --etcd-servers URLS            keep everything in this etcd or Keelson cluster, as
                                       kube-apiserver does, instead of a store of its own
        --etcd-cafile FILE             CA of its certificates
        --etcd-certfile FILE           our certificate as its client
        --etcd-keyfile FILE            its key

        --tls-cert-file FILE           serving certificate with its chain; by default our CA's
        --tls-private-key-file FILE    its key
        --client-ca-file FILE          further CAs of client certificates
        --token-auth-file FILE         static tokens: token,user,uid,"group1,group2"
        --anonymous-auth=false         refuse requests without credentials (true)
        --feature-gates LIST           GenericWorkload=true serves scheduling.k8s.io/v1alpha2

      Everything is served over TLS, and nothing is allowed that RBAC does not allow.
      """;

  /** Throws {@link Misuse} where it cannot be. */
  public static ApiserverFlags of(Words words, String usualDataDir) {
    Path data = Path.of(words.text("data-dir", usualDataDir));
    boolean isKept = !words.isGiven("in-memory") || words.isGiven("data-dir");
    boolean hasPort = words.isGiven("https-port");
    long port = words.number(hasPort ? "https-port" : "secure-port", 6443);
    if (port < 0 || port > 65_535) {
      throw new Misuse("--https-port " + port + " is no port");
    }
    Optional<Path> certificate = words.text("tls-cert-file").map(Path::of);
    Optional<Path> privateKey = words.text("tls-private-key-file").map(Path::of);
    if (certificate.isPresent() != privateKey.isPresent()) {
      throw new Misuse("--tls-cert-file and --tls-private-key-file go together");
    }
    return new ApiserverFlags(
        data,
        isKept ? Optional.of(data.resolve("pki")) : Optional.empty(),
        words.isGiven("in-memory"),
        members(words),
        words.text("bind-address", "0.0.0.0"),
        (int) port,
        words.text("advertise-address"),
        words
            .text("kubeconfig-out")
            .map(Path::of)
            .orElse(isKept ? data.resolve("admin.conf") : Path.of("keelson.kubeconfig")),
        words.text("service-cluster-ip-range", "10.96.0.0/12"),
        Stream.of(words.text("tls-san", "").split(",")).filter(each -> !each.isBlank()).toList(),
        etcd(words),
        certificate,
        privateKey,
        words.text("client-ca-file").map(Path::of),
        words.text("token-auth-file").map(Path::of),
        !words.text("anonymous-auth", "true").equals("false"),
        FeatureGates.of(words));
  }

  private static int members(Words words) {
    long members = words.number("members", 1);
    if (members != 1 && members != 3 && members != 5) {
      throw new Misuse("--members " + members + ": 1, 3 or 5");
    }
    if (members > 1 && (words.isGiven("etcd-servers") || words.isGiven("in-memory"))) {
      throw new Misuse("--members: only a store of our own on disk has members");
    }
    return (int) members;
  }

  private static Optional<EtcdEndpoints> etcd(Words words) {
    Optional<Path> certificate = words.text("etcd-certfile").map(Path::of);
    Optional<Path> key = words.text("etcd-keyfile").map(Path::of);
    if (certificate.isPresent() != key.isPresent()) {
      throw new Misuse("--etcd-certfile and --etcd-keyfile go together");
    }
    if (words.isGiven("etcd-servers") && words.isGiven("in-memory")) {
      throw new Misuse("--etcd-servers and --in-memory: there can be one store only");
    }
    try {
      return words
          .text("etcd-servers")
          .map(
              list ->
                  EtcdEndpoints.of(
                      list,
                      words.text("etcd-cafile").map(Path::of),
                      certificate.map(file -> new KeyPairFiles(file, key.orElseThrow()))));
    } catch (IllegalArgumentException e) {
      throw new Misuse("--etcd-servers: " + e.getMessage());
    }
  }

  static Words words(List<String> rest) {
    Words words = Words.of(rest, VALUED, Set.of("help", "in-memory"), Map.of());
    if (!words.arguments().isEmpty()) {
      throw new Misuse("apiserver takes flags only, not \"" + words.arguments().getFirst() + "\"");
    }
    return words;
  }

  /** Under which clients on this machine reach it. */
  public String reachedAt() {
    return isAnyAddress() ? "127.0.0.1" : bindAddress;
  }

  private boolean isAnyAddress() {
    return Set.of("0.0.0.0", "::", "").contains(bindAddress);
  }

  /** Under which pods reach it; empty where this machine has no address but the loopback one. */
  Optional<String> advertised() {
    return advertiseAddress.or(
        () ->
            isAnyAddress() || bindAddress.startsWith("127.") || bindAddress.equals("::1")
                ? HostAddress.first()
                : Optional.of(bindAddress));
  }
}
