package dev.keelson.apiserver.server.assembly;

import dev.keelson.apiserver.server.admission.AdmissionStep;
import dev.keelson.apiserver.server.admission.DefaultIngressClass;
import dev.keelson.apiserver.server.admission.DefaultStorageClass;
import dev.keelson.apiserver.server.admission.DefaultTolerationSeconds;
import dev.keelson.apiserver.server.admission.NamespaceLifecycle;
import dev.keelson.apiserver.server.admission.ObjectFinder;
import dev.keelson.apiserver.server.admission.PriorityStep;
import dev.keelson.apiserver.server.admission.ServiceAccountStep;
import dev.keelson.apiserver.server.admission.TaintNodesByCondition;
import dev.keelson.apiserver.server.admission.UnenforcedKinds;
import dev.keelson.apiserver.server.admission.certificate.CertificateApproval;
import dev.keelson.apiserver.server.admission.certificate.CertificateSigning;
import dev.keelson.apiserver.server.admission.certificate.CertificateSubjectRestriction;
import dev.keelson.apiserver.server.admission.limit.LimitRanger;
import dev.keelson.apiserver.server.admission.node.NodeRestriction;
import dev.keelson.apiserver.server.admission.node.PodResizeValidator;
import dev.keelson.apiserver.server.admission.node.PodTopologyLabels;
import dev.keelson.apiserver.server.admission.node.RuntimeClassStep;
import dev.keelson.apiserver.server.admission.quota.QuotaStore;
import dev.keelson.apiserver.server.admission.quota.ResourceQuotaStep;
import dev.keelson.apiserver.server.admission.storage.PersistentVolumeClaimResize;
import dev.keelson.apiserver.server.admission.storage.StorageObjectInUseProtection;
import dev.keelson.apiserver.server.auth.Authorizer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The steps in upstream's order ({@code kubeapiserver/options/plugins.go}): those that are on by
 * default, NodeRestriction, without which the node authorizer is worth little, and a refusal of
 * what would be stored without effect.
 */
final class BuiltInAdmission {
  private BuiltInAdmission() {}

  /**
   * @param suffixes five random characters each
   * @param extensions what users added, such as webhooks: after all that is built in, before what
   *     is used up is charged
   */
  static List<AdmissionStep> steps(
      ObjectFinder objects,
      QuotaStore quotas,
      Authorizer authorizer,
      Supplier<String> suffixes,
      InstantSource clock,
      List<AdmissionStep> extensions) {
    List<AdmissionStep> steps = new ArrayList<>();
    steps.add(new NamespaceLifecycle(objects, clock));
    steps.add(new UnenforcedKinds());
    steps.add(new LimitRanger(objects));
    steps.add(new ServiceAccountStep(objects, suffixes));
    steps.add(new NodeRestriction(objects, authorizer));
    steps.add(new TaintNodesByCondition());
    steps.add(new PriorityStep(objects));
    steps.add(new DefaultTolerationSeconds());
    steps.add(new DefaultStorageClass(objects));
    steps.add(new StorageObjectInUseProtection());
    steps.add(new PersistentVolumeClaimResize(objects));
    steps.add(new RuntimeClassStep(objects));
    steps.add(new CertificateApproval(authorizer));
    steps.add(new CertificateSigning(authorizer));
    steps.add(new CertificateSubjectRestriction());
    steps.add(new DefaultIngressClass(objects));
    steps.add(new PodTopologyLabels(objects));
    steps.add(new PodResizeValidator(objects));
    steps.addAll(extensions);
    steps.add(new ResourceQuotaStep(quotas, clock));
    return steps;
  }
}
