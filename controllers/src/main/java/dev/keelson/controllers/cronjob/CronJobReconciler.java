package dev.keelson.controllers.cronjob;

import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.queue.Reconciler;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.fresh.OwnWrites;
import java.util.List;
import java.util.Optional;

/** One pass over one CronJob: its Jobs, its history, what is due; then its status once. */
final class CronJobReconciler implements Reconciler<ObjectName> {
  /** {@code namespace/name} of the CronJob that controls a Job. */
  static final String BY_PARENT = "cronjob-parent";

  private final ControllerContext context;
  private final Informer cronJobs;
  private final Informer jobs;
  private final OwnWrites writes = new OwnWrites();

  CronJobReconciler(ControllerContext context, Informer cronJobs, Informer jobs) {
    this.context = context;
    this.cronJobs = cronJobs;
    this.jobs = jobs;
  }

  /** Whose a Job is. */
  static List<ObjectName> parent(ApiObject job) {
    return job.controller()
        .filter(owner -> owner.text("kind").equals("CronJob"))
        .map(owner -> List.of(new ObjectName(job.namespace(), owner.text("name"))))
        .orElse(List.of());
  }

  @Override
  public Result reconcile(ObjectName name) {
    Optional<ApiObject> found = writes.newest(name, cronJobs.store().get(name));
    if (found.isEmpty()) {
      return Result.done();
    }
    List<ChildJob> children =
        jobs.store().byIndex(BY_PARENT, name.toString()).stream().map(ChildJob::new).toList();
    CronJobPass pass = new CronJobPass(context, new CronJobView(found.get()));
    pass.trimHistory(children);
    CronJobPass.Ending ending;
    try {
      ending = pass.run(children);
    } finally {
      // What was done before something failed is written down.
      write(pass, found.get());
    }
    return switch (ending) {
      case CronJobPass.Ending.Idle _ -> Result.done();
      case CronJobPass.Ending.Next(var delay) -> Result.after(delay);
    };
  }

  private void write(CronJobPass pass, ApiObject before) {
    ApiObject now = pass.cronJob().object();
    if (!now.status().equals(before.status())) {
      writes.remember(resource().updateStatus(now));
    }
  }

  private ResourceClient resource() {
    return context.client().resource("batch/v1", "cronjobs");
  }
}
