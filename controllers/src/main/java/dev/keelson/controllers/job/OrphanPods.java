package dev.keelson.controllers.job;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.queue.Reconciler;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.pod.OwnerRef;
import dev.keelson.controllers.pod.OwnerRefs;
import dev.keelson.controllers.pod.PodView;
import java.util.Optional;

/** Takes the finalizer from pods that no Job will count any more, so that they can go. */
final class OrphanPods implements Reconciler<ObjectName> {
  private final JobWorld world;
  private final Informer jobs;
  private final Informer pods;

  OrphanPods(JobWorld world, Informer jobs, Informer pods) {
    this.world = world;
    this.jobs = jobs;
    this.pods = pods;
  }

  @Override
  public Result reconcile(ObjectName name) {
    pods.store()
        .get(name)
        .filter(this::isOrphan)
        .map(each -> new JobPod(new PodView(each)))
        .ifPresent(world::removeFinalizer);
    return Result.done();
  }

  private boolean isOrphan(ApiObject pod) {
    Optional<OwnerRef> owner = OwnerRefs.controllerOf(pod);
    if (owner.isEmpty()) {
      return true;
    }
    if (!owner.get().kind().equals("Job") || !owner.get().apiVersion().equals("batch/v1")) {
      return false;
    }
    Optional<JobView> job = find(jobs, pod, owner.get());
    return job.isEmpty() || (job.get().isFinished() && !job.get().isManagedElsewhere());
  }

  /** The Job that controls a pod, if it is still that one. */
  static Optional<JobView> find(Informer jobs, ApiObject pod, OwnerRef owner) {
    return jobs.store()
        .get(new ObjectName(pod.namespace(), owner.name()))
        .filter(each -> each.uid().equals(owner.uid()))
        .map(JobView::new);
  }
}
