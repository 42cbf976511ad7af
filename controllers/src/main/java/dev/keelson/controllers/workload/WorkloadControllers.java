package dev.keelson.controllers.workload;

import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.daemonset.DaemonSetControllers;
import dev.keelson.controllers.deployment.DeploymentControllers;
import dev.keelson.controllers.replication.ReplicationControllers;
import dev.keelson.controllers.statefulset.StatefulSetControllers;
import java.util.List;

/** Replication, deployment, stateful set, daemon set. */
public final class WorkloadControllers {
  public static final List<ControllerKind> ALL =
      List.of(
          ReplicationControllers.REPLICATION_CONTROLLER,
          ReplicationControllers.REPLICA_SET,
          DeploymentControllers.DEPLOYMENT,
          StatefulSetControllers.STATEFUL_SET,
          DaemonSetControllers.DAEMON_SET);

  private WorkloadControllers() {}
}
