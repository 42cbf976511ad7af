package dev.keelson.launcher.up;

import dev.keelson.launcher.apiserver.ApiserverFlags;
import dev.keelson.launcher.cluster.CrewPlan;
import dev.keelson.launcher.snapshot.Misuse;
import dev.keelson.launcher.snapshot.Words;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@code keelson up} was asked for.
 *
 * @param api store, certificates and API server
 * @param nodes pretend nodes
 * @param clusterCidr of which each node gets its part for pods
 * @param controllers which, as kube-controller-manager's flag says it
 * @param hasRivals whether other control planes may stand on the same store: then one is elected
 */
record UpFlags(
    ApiserverFlags api, int nodes, String clusterCidr, String controllers, boolean hasRivals) {
  /** What one process carries, measured. */
  private static final int MOST_NODES = 5_000;

  static final String USAGE =
      """
      Usage: keelson up [flags]

      Run a whole Kubernetes cluster in this process: store, API server, scheduler, controllers and
      nodes. Containers are pretended: pods start, log, fail and end as annotations say, nothing is
      pulled. Stop it with Ctrl-C; the next start with the same --data-dir goes on where it ended.

        --nodes N                      how many nodes (1); 0: none
        --data-dir DIR                 store, certificates, keys (default.cluster)
        --in-memory                    keep nothing; with --data-dir certificates and keys
        --https-port P                 of the API server; 0: any that is free (6443)
        --kubeconfig-out FILE          written with mode 0600 at each start (DATA-DIR/admin.conf;
                                       keelson.kubeconfig where nothing is kept)
        --members 3                    store members in this process, each with a log of its own (1)
        --etcd-servers URLS            keep everything in this etcd or Keelson cluster instead. Several
                                       such processes make a highly available control plane: give them
                                       copies of one DATA-DIR/pki
        --cluster-cidr C               addresses of pods, 256 a node (10.244.0.0/16; more round it for
                                       more than 256 nodes)
        --controllers LIST             '*' all that are usual, 'name' this one, '-name' not (*)

      and these, as for apiserver: --bind-address, --advertise-address, --service-cluster-ip-range,
      --tls-san, --tls-cert-file, --tls-private-key-file, --client-ca-file, --token-auth-file,
      --anonymous-auth, --feature-gates, --etcd-cafile, --etcd-certfile, --etcd-keyfile.
      """;

  static Words words(List<String> rest) {
    Set<String> valued = new HashSet<>(ApiserverFlags.VALUED);
    valued.addAll(Set.of("nodes", "cluster-cidr", "controllers", "members"));
    return Words.of(rest, valued, Set.of("help", "in-memory"), Map.of());
  }

  static UpFlags of(Words words) {
    if (!words.arguments().isEmpty()) {
      throw new Misuse("up takes flags only, not \"" + words.arguments().getFirst() + "\"");
    }
    long nodes = words.number("nodes", 1);
    if (nodes > MOST_NODES) {
      throw new Misuse("--nodes " + nodes + ": one process carries " + MOST_NODES);
    }
    return new UpFlags(
        ApiserverFlags.of(words, "default.cluster"),
        (int) nodes,
        words.text("cluster-cidr", CrewPlan.usual((int) nodes).clusterCidr()),
        words.text("controllers", "*"),
        words.isGiven("etcd-servers"));
  }
}
