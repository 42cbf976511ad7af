package dev.keelson.controllers.ttlafterfinished;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.Loop;
import java.util.List;

/** {@code ttl-after-finished-controller}. */
public final class TtlControllers {
  public static final ControllerKind TTL_AFTER_FINISHED =
      ControllerKind.of(
          "ttl-after-finished-controller",
          context -> {
            Informer jobs = context.informers().of("batch/v1", "jobs");
            return Loop.of(
                    "ttl-after-finished-controller",
                    context,
                    new TtlReconciler(context.client(), jobs))
                .on(jobs, TtlControllers::concerned)
                .start(
                    Integer.parseInt(
                        context.options().text("concurrent-ttl-after-finished-syncs", "5")));
          });

  private TtlControllers() {}

  private static List<ObjectName> concerned(ApiObject job) {
    return new FinishedJob(job).isToBeDeleted() ? List.of(job.objectName()) : List.of();
  }
}
