package dev.keelson.scheduler.config;

import dev.keelson.apiserver.model.json.JsonObject;
import java.time.Duration;

/** Whether, and by which Lease, one of several schedulers works. For whoever starts it. */
public record LeaderElectionConfig(
    boolean leaderElect,
    Duration leaseDuration,
    Duration renewDeadline,
    Duration retryPeriod,
    String namespace,
    String name) {
  static LeaderElectionConfig of(JsonObject election) {
    return new LeaderElectionConfig(
        !election.isSet("leaderElect") || election.isTrue("leaderElect"),
        SchedulerFields.duration(election, "leaseDuration", Duration.ofSeconds(15)),
        SchedulerFields.duration(election, "renewDeadline", Duration.ofSeconds(10)),
        SchedulerFields.duration(election, "retryPeriod", Duration.ofSeconds(2)),
        election.text("resourceNamespace", "kube-system"),
        election.text("resourceName", "kube-scheduler"));
  }
}
