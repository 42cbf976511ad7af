package dev.keelson.apiserver.server.kind.workload;

import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.kind.Defaults;
import dev.keelson.apiserver.server.kind.Preparation;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.pod.PodDefaults;
import dev.keelson.apiserver.server.kind.pod.PodPreparation;
import dev.keelson.apiserver.server.kind.pod.PodRules;
import java.util.List;
import java.util.Map;

/** What is particular to pods and to the kinds that run them; {@code NONE} for all others. */
public final class WorkloadKinds {
  private record Particulars(Defaults defaults, Rules rules, Preparation preparation) {
    static final Particulars NONE = new Particulars(Defaults.NONE, Rules.NONE, Preparation.NONE);
  }

  private static final JsonLong ZERO = JsonLong.of(0);
  private static final JsonObject NO_REPLICAS = JsonObject.of("replicas", ZERO);

  private static final Map<GroupVersionKind, Particulars> KINDS =
      Map.ofEntries(
          kind("v1", "Pod", PodDefaults.INSTANCE, PodRules.INSTANCE, PodPreparation.INSTANCE),
          kind(
              "v1",
              "PodTemplate",
              AppsDefaults.POD_TEMPLATE,
              ReplicaRules.POD_TEMPLATE,
              PodTemplatePreparation.INSTANCE),
          kind(
              "v1",
              "ReplicationController",
              AppsDefaults.REPLICATION_CONTROLLER,
              ReplicaRules.REPLICATION_CONTROLLER,
              WorkloadPreparation.withTemplate(NO_REPLICAS)),
          kind(
              "apps/v1",
              "ReplicaSet",
              AppsDefaults.REPLICA_SET,
              ReplicaRules.REPLICA_SET,
              WorkloadPreparation.withTemplate(NO_REPLICAS)),
          kind(
              "apps/v1",
              "Deployment",
              AppsDefaults.DEPLOYMENT,
              DeploymentRules.INSTANCE,
              DeploymentPreparation.INSTANCE),
          kind(
              "apps/v1",
              "StatefulSet",
              AppsDefaults.STATEFUL_SET,
              StatefulSetRules.INSTANCE,
              StatefulSetPreparation.INSTANCE),
          kind(
              "apps/v1",
              "DaemonSet",
              AppsDefaults.DAEMON_SET,
              DaemonSetRules.INSTANCE,
              DaemonSetPreparation.INSTANCE),
          kind(
              "apps/v1",
              "ControllerRevision",
              Defaults.NONE,
              RevisionRules.INSTANCE,
              Preparation.NONE),
          kind("batch/v1", "Job", BatchDefaults.JOB, JobRules.INSTANCE, JobPreparation.INSTANCE),
          kind(
              "batch/v1",
              "CronJob",
              BatchDefaults.CRON_JOB,
              CronJobRules.INSTANCE,
              new WorkloadPreparation(
                  JsonObject.EMPTY, List.of("spec", "jobTemplate", "spec", "template"))),
          kind(
              "policy/v1",
              "PodDisruptionBudget",
              Defaults.NONE,
              BudgetRules.INSTANCE,
              new WorkloadPreparation(noBudget(), List.of())),
          kind(
              "autoscaling/v1",
              "HorizontalPodAutoscaler",
              AutoscalerDefaults.V1,
              AutoscalerRules.INSTANCE,
              new WorkloadPreparation(
                  JsonObject.of("currentReplicas", ZERO, "desiredReplicas", ZERO), List.of())),
          kind(
              "autoscaling/v2",
              "HorizontalPodAutoscaler",
              AutoscalerDefaults.V2,
              AutoscalerRules.INSTANCE,
              new WorkloadPreparation(
                  JsonObject.of("currentMetrics", JsonNull.NULL, "desiredReplicas", ZERO),
                  List.of())));

  private WorkloadKinds() {}

  public static Defaults defaults(GroupVersionKind kind) {
    return KINDS.getOrDefault(kind, Particulars.NONE).defaults();
  }

  public static Rules rules(GroupVersionKind kind) {
    return KINDS.getOrDefault(kind, Particulars.NONE).rules();
  }

  public static Preparation preparation(GroupVersionKind kind) {
    return KINDS.getOrDefault(kind, Particulars.NONE).preparation();
  }

  private static Map.Entry<GroupVersionKind, Particulars> kind(
      String apiVersion, String kind, Defaults defaults, Rules rules, Preparation preparation) {
    return Map.entry(
        GroupVersionKind.of(apiVersion, kind), new Particulars(defaults, rules, preparation));
  }

  private static JsonObject noBudget() {
    return JsonObject.builder()
        .put("disruptionsAllowed", ZERO)
        .put("currentHealthy", ZERO)
        .put("desiredHealthy", ZERO)
        .put("expectedPods", ZERO)
        .build();
  }
}
