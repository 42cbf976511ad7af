package dev.keelson.launcher.cluster;

import dev.keelson.apiserver.server.pki.ClusterPki;
import dev.keelson.apiserver.server.pki.Pem;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.ControllerOptions;
import dev.keelson.controllers.ControllerSelection;
import dev.keelson.controllers.KubeControllers;
import dev.keelson.controllers.ManagerOptions;
import dev.keelson.controllers.certificates.Certificates;
import dev.keelson.controllers.rootca.RootCaControllers;
import dev.keelson.controllers.token.PemSigner;
import dev.keelson.controllers.token.TokenControllers;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** kube-controller-manager's controllers with the keys of this process instead of files. */
final class OwnControllers {
  private OwnControllers() {}

  static ManagerOptions options(ControlPlane plane, CrewPlan plan) {
    return ManagerOptions.of(kinds(plane.pki()))
        .as(account -> Optional.of(plane.transport(Identity.serviceAccount(account))))
        .only(ControllerSelection.parse(plan.controllers()))
        .withFlags(
            new ControllerOptions(
                Map.of("cluster-cidr", plan.clusterCidr(), "allocate-node-cidrs", "true")));
  }

  private static List<ControllerKind> kinds(ClusterPki pki) {
    String ca = Pem.write(List.of(pki.ca().certificate()));
    return KubeControllers.with(
        List.of(
            RootCaControllers.publishing(ca),
            TokenControllers.signedBy(
                PemSigner.of(Pem.write(pki.serviceAccount().getPrivate())), ca),
            Certificates.signing(new ClusterSigner(pki.ca()))));
  }
}
