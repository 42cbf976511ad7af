package dev.keelson.controllers.workload;

import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.deployment.DeploymentControllers;
import dev.keelson.controllers.replication.ReplicationControllers;
import java.util.List;

/** Replication, deployment, stateful set, daemon set. */
public final class WorkloadControllers {
  public static final List<ControllerKind> ALL =
      List.of(
          ReplicationControllers.REPLICATION_CONTROLLER,
          ReplicationControllers.REPLICA_SET,
          DeploymentControllers.DEPLOYMENT);

  private WorkloadControllers() {}
}
