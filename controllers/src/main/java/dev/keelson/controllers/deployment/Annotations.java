package dev.keelson.controllers.deployment;

import java.util.Set;

/** Annotations and labels that deployments and their sets carry. */
final class Annotations {
  static final String REVISION = "deployment.kubernetes.io/revision";
  static final String HISTORY = "deployment.kubernetes.io/revision-history";
  static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
  static final String MAX = "deployment.kubernetes.io/max-replicas";
  static final String ROLLBACK = "deprecated.deployment.rollback.to";
  static final String HASH = "pod-template-hash";

  /** Those that mean something else on a set than on its deployment. */
  static final Set<String> OWN =
      Set.of(
          "kubectl.kubernetes.io/last-applied-configuration",
          REVISION,
          HISTORY,
          DESIRED,
          MAX,
          ROLLBACK);

  private Annotations() {}
}
