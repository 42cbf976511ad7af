package dev.keelson.controllers.cluster;

import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.bootstrap.BootstrapSigner;
import dev.keelson.controllers.bootstrap.TokenCleaner;
import dev.keelson.controllers.certificates.CertificateSigner;
import dev.keelson.controllers.certificates.Certificates;
import dev.keelson.controllers.clusterrole.ClusterRoleAggregation;
import dev.keelson.controllers.ephemeral.EphemeralVolumes;
import dev.keelson.controllers.hpa.HorizontalPodAutoscaling;
import dev.keelson.controllers.nodeipam.NodeIpam;
import dev.keelson.controllers.nodelifecycle.NodeLifecycle;
import dev.keelson.controllers.persistentvolume.PersistentVolumeBinder;
import dev.keelson.controllers.protection.Protection;
import dev.keelson.controllers.tainteviction.TaintEviction;
import dev.keelson.controllers.ttl.NodeTtl;
import dev.keelson.controllers.vapstatus.PolicyStatus;
import java.util.List;
import java.util.stream.Stream;

/** The controllers of this part. */
public final class ClusterControllers {
  /** All that need nothing but the API. */
  public static final List<ControllerKind> ALL =
      List.of(
          NodeLifecycle.KIND,
          TaintEviction.KIND,
          NodeIpam.KIND,
          HorizontalPodAutoscaling.KIND,
          PersistentVolumeBinder.KIND,
          Protection.CLAIMS,
          Protection.VOLUMES,
          Protection.ATTRIBUTE_CLASSES,
          EphemeralVolumes.KIND,
          Certificates.APPROVING,
          Certificates.CLEANER,
          BootstrapSigner.KIND,
          TokenCleaner.KIND,
          ClusterRoleAggregation.KIND,
          NodeTtl.KIND,
          PolicyStatus.KIND);

  private ClusterControllers() {}

  /** And those that need an authority. */
  public static List<ControllerKind> with(CertificateSigner signer) {
    return Stream.concat(ALL.stream(), Stream.of(Certificates.signing(signer))).toList();
  }
}
