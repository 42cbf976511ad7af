package dev.keelson.controllers;

import dev.keelson.controllers.cronjob.CronJobControllers;
import dev.keelson.controllers.gc.GarbageCollectorControllers;
import dev.keelson.controllers.job.JobControllers;
import dev.keelson.controllers.namespace.NamespaceControllers;
import dev.keelson.controllers.network.NetworkControllers;
import dev.keelson.controllers.podgc.PodGcControllers;
import dev.keelson.controllers.quota.QuotaControllers;
import dev.keelson.controllers.rootca.RootCaControllers;
import dev.keelson.controllers.serviceaccount.ServiceAccountControllers;
import dev.keelson.controllers.token.TokenControllers;
import dev.keelson.controllers.ttlafterfinished.TtlControllers;
import dev.keelson.controllers.workload.WorkloadControllers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All that kube-controller-manager runs. */
public final class KubeControllers {
  public static final List<ControllerKind> ALL =
      Stream.of(
              List.of(
                  ServiceAccountControllers.SERVICE_ACCOUNT,
                  TokenControllers.TOKEN,
                  TokenControllers.LEGACY_TOKEN_CLEANER,
                  RootCaControllers.ROOT_CA,
                  NamespaceControllers.NAMESPACE,
                  GarbageCollectorControllers.GARBAGE_COLLECTOR,
                  PodGcControllers.POD_GC),
              WorkloadControllers.ALL,
              List.of(
                  JobControllers.JOB,
                  CronJobControllers.CRON_JOB,
                  TtlControllers.TTL_AFTER_FINISHED,
                  QuotaControllers.RESOURCE_QUOTA),
              NetworkControllers.ALL)
          .flatMap(List::stream)
          .toList();

  private KubeControllers() {}

  /**
   * {@link #ALL}, some of them as a process has them that holds keys itself.
   *
   * @param own each instead of the one of its name
   */
  public static List<ControllerKind> with(List<ControllerKind> own) {
    Map<String, ControllerKind> all = new LinkedHashMap<>();
    ALL.forEach(each -> all.put(each.name(), each));
    own.forEach(each -> all.put(each.name(), each));
    return List.copyOf(all.values());
  }
}
