package dev.keelson.controllers.job;

import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.queue.Reconciler;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.pod.Adoption;
import dev.keelson.controllers.pod.OwnerRefs;
import dev.keelson.controllers.pod.PodIndexes;
import dev.keelson.controllers.pod.PodView;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds a Job and its pods, and passes over them. */
final class JobReconciler implements Reconciler<ObjectName> {
  private final JobWorld world;
  private final Informer jobs;
  private final Informer pods;

  JobReconciler(JobWorld world, Informer jobs, Informer pods) {
    this.world = world;
    this.jobs = jobs;
    this.pods = pods;
  }

  @Override
  public Result reconcile(ObjectName name) throws InterruptedException {
    Optional<JobView> found = world.newest(name, jobs.store().get(name)).map(JobView::new);
    if (found.isEmpty()) {
      world.forget(name, "");
      return Result.done();
    }
    JobView job = found.get();
    if (job.isManagedElsewhere()) {
      return Result.done();
    }
    if (job.isFinished()) {
      world.forget(name, job.uid());
      return Result.done();
    }
    if (world.isFinished(job)) {
      return Result.done();
    }
    if (job.hasUnknownMode()) {
      world
          .events()
          .accept(
              EventNote.warning(
                  job.object(),
                  "UnknownCompletionMode",
                  "Skipped Job sync because completion mode is unknown"));
      return Result.done();
    }
    // Asked before the pods are read: one that comes in between only delays.
    boolean areExpectationsMet = world.expectations().areMet(name);
    List<JobPod> all = claim(job);
    Set<String> untracked = world.stillShown(job, all);
    return new JobPass(world, job, all, untracked, world.backoff(job), areExpectationsMet).run();
  }

  private List<JobPod> claim(JobView job) {
    List<ApiObject> claimed =
        Adoption.of(world.jobs(), world.calls().resource(), job.object(), job.selector())
            .withFinalizer(JobPod.FINALIZER)
            .claim(PodIndexes.claimable(pods, job.object()));
    return claimed.stream().map(each -> view(job, each)).toList();
  }

  /** What was adopted a moment ago has its finalizer, though it does not show here. */
  private static JobPod view(JobView job, ApiObject object) {
    JobPod pod = new JobPod(new PodView(object));
    boolean isNew = !OwnerRefs.isControlledBy(object, job.uid());
    return isNew && !pod.isTracked() ? pod.tracked() : pod;
  }
}
