package dev.keelson.controllers.batch;

import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.cronjob.CronJobControllers;
import dev.keelson.controllers.gc.GarbageCollectorControllers;
import dev.keelson.controllers.job.JobControllers;
import dev.keelson.controllers.namespace.NamespaceControllers;
import dev.keelson.controllers.podgc.PodGcControllers;
import dev.keelson.controllers.quota.QuotaControllers;
import dev.keelson.controllers.rootca.RootCaControllers;
import dev.keelson.controllers.serviceaccount.ServiceAccountControllers;
import dev.keelson.controllers.token.TokenControllers;
import dev.keelson.controllers.ttlafterfinished.TtlControllers;
import java.util.List;

/**
 * A process that holds the signing key or the certificates itself puts {@link
 * TokenControllers#signedBy} and {@link RootCaControllers#publishing} in the place of those of the
 * same name here, which read files.
 */
public final class BatchControllers {
  public static final List<ControllerKind> ALL =
      List.of(
          NamespaceControllers.NAMESPACE,
          GarbageCollectorControllers.GARBAGE_COLLECTOR,
          JobControllers.JOB,
          CronJobControllers.CRON_JOB,
          TtlControllers.TTL_AFTER_FINISHED,
          ServiceAccountControllers.SERVICE_ACCOUNT,
          TokenControllers.TOKEN,
          TokenControllers.LEGACY_TOKEN_CLEANER,
          RootCaControllers.ROOT_CA,
          PodGcControllers.POD_GC,
          QuotaControllers.RESOURCE_QUOTA);

  private BatchControllers() {}
}
