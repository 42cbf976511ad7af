package dev.keelson.launcher.component;

import dev.keelson.apiserver.client.http.Credentials;
import dev.keelson.apiserver.client.http.HttpTransport;
import dev.keelson.apiserver.client.http.Kubeconfig;
import dev.keelson.apiserver.server.pki.CertificateAuthority;
import dev.keelson.controllers.Accounts;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.ControllerOptions;
import dev.keelson.controllers.ControllerSelection;
import dev.keelson.controllers.KubeControllers;
import dev.keelson.controllers.ManagerOptions;
import dev.keelson.controllers.certificates.Certificates;
import dev.keelson.launcher.cluster.ClusterSigner;
import dev.keelson.launcher.component.Component.Running;
import dev.keelson.launcher.component.Component.Start;
import dev.keelson.launcher.snapshot.Misuse;
import dev.keelson.launcher.snapshot.Words;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code keelson controller-manager}: kube-controller-manager's work against any API server. */
public final class ControllerManagerCommand {
  /** Which controllers themselves read. */
  private static final Set<String> PASSED =
      Set.of(
          "allocate-node-cidrs",
          "cluster-cidr",
          "cluster-signing-duration",
          "concurrent-cron-job-syncs",
          "concurrent-namespace-syncs",
          "concurrent-ttl-after-finished-syncs",
          "enable-dynamic-provisioning",
          "horizontal-pod-autoscaler-sync-period",
          "horizontal-pod-autoscaler-tolerance",
          "large-cluster-size-threshold",
          "node-cidr-mask-size",
          "node-eviction-rate",
          "node-monitor-grace-period",
          "node-monitor-period",
          "node-startup-grace-period",
          "pvclaimbinder-sync-period",
          "resource-quota-sync-period",
          "root-ca-file",
          "secondary-node-eviction-rate",
          "service-account-private-key-file",
          "service-cluster-ip-range",
          "terminated-pod-gc-threshold",
          "unhealthy-zone-threshold");

  private static final String USAGE =
      """
      Usage: keelson controller-manager [flags]

      Run the controllers of kube-controller-manager.

        --controllers LIST             '*' all that are usual, 'name' this one, '-name' not (*)
        --use-service-account-credentials   each controller as a service account of its own
        --root-ca-file FILE            published in each namespace, and put into token Secrets
        --service-account-private-key-file FILE   RSA; signs token Secrets
        --cluster-signing-cert-file FILE, --cluster-signing-key-file FILE   CA that signs requests
        --cluster-cidr C, --node-cidr-mask-size N, --allocate-node-cidrs   addresses of pods
        --node-monitor-period D, --node-monitor-grace-period D, --node-startup-grace-period D
        --terminated-pod-gc-threshold N, --horizontal-pod-autoscaler-sync-period D
        and others that kube-controller-manager has, by its names
      """;

  private static final Component COMPONENT =
      new Component("kube-controller-manager", 10_257, flags(), USAGE);

  private ControllerManagerCommand() {}

  private static Set<String> flags() {
    Set<String> all = new HashSet<>(PASSED);
    all.addAll(
        Set.of(
            "controllers",
            "use-service-account-credentials",
            "cluster-signing-cert-file",
            "cluster-signing-key-file"));
    return all;
  }

  public static int run(List<String> rest, PrintStream out, PrintStream err) {
    return COMPONENT.run(valued(rest), out, err, ControllerManagerCommand::start);
  }

  /** Switches of upstream's may stand without a value. */
  private static List<String> valued(List<String> rest) {
    return rest.stream()
        .map(
            word ->
                word.equals("--use-service-account-credentials")
                        || word.equals("--allocate-node-cidrs")
                    ? word + "=true"
                    : word)
        .toList();
  }

  private static Running start(Start given) {
    Words words = given.words();
    Map<String, String> flags = new HashMap<>();
    PASSED.forEach(name -> words.text(name).ifPresent(text -> flags.put(name, text)));
    ManagerOptions options =
        ManagerOptions.of(KubeControllers.with(signing(words)))
            .only(ControllerSelection.parse(words.text("controllers", "*")))
            .withFlags(new ControllerOptions(flags));
    return Controlling.start(
        given,
        words.text("use-service-account-credentials", "false").equals("true")
            ? options.as(accounts(given))
            : options);
  }

  private static List<ControllerKind> signing(Words words) {
    Optional<Path> certificate = words.text("cluster-signing-cert-file").map(Path::of);
    Optional<Path> key = words.text("cluster-signing-key-file").map(Path::of);
    if (certificate.isPresent() != key.isPresent()) {
      throw new Misuse("--cluster-signing-cert-file and --cluster-signing-key-file go together");
    }
    return certificate
        .map(
            file ->
                List.of(
                    Certificates.signing(
                        new ClusterSigner(
                            CertificateAuthority.load(
                                file, key.orElseThrow(), InstantSource.system())))))
        .orElse(List.of());
  }

  private static Accounts accounts(Start given) {
    Kubeconfig known = given.server();
    Kubeconfig bare =
        new Kubeconfig(
            known.server(),
            known.authorities(),
            known.isInsecure(),
            new Credentials.Anonymous(),
            known.namespace());
    return new AccountTokens(given.client(), HttpTransport.open(bare));
  }
}
