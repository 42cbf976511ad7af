package dev.keelson.controllers.job;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.InformerHandler;
import dev.keelson.apiserver.client.queue.RetryLimits;
import dev.keelson.apiserver.client.queue.WorkQueue;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.Loop;
import dev.keelson.controllers.pod.OwnerRef;
import dev.keelson.controllers.pod.OwnerRefs;
import dev.keelson.controllers.pod.PodIndexes;
import java.time.Duration;
import java.util.Optional;

/** Two loops: one over Jobs, one over pods that have lost theirs. */
final class JobController implements Controller {
  /**
   * Pods' changes of that long are looked at together. Upstream's second is longer than a short Job
   * takes.
   */
  private static final Duration BATCH = Duration.ofMillis(200);

  private static final Duration FIRST_RETRY = Duration.ofMillis(250);
  private static final Duration LAST_RETRY = Duration.ofMinutes(1);

  private final JobWorld world;
  private final Informer jobs;
  private final Informer pods;
  private final Loop loop;
  private final Loop orphans;

  private JobController(ControllerContext context) {
    this.world = new JobWorld(context);
    this.jobs = context.informers().of("batch/v1", "jobs");
    this.pods = PodIndexes.pods(context.informers());
    this.loop = Loop.of("job-controller", queue(context), new JobReconciler(world, jobs, pods));
    this.orphans = Loop.of("job-orphan-pods", queue(context), new OrphanPods(world, jobs, pods));
  }

  private static WorkQueue<ObjectName> queue(ControllerContext context) {
    return new WorkQueue<>(
        context.timing(), new RetryLimits<>(FIRST_RETRY, LAST_RETRY, Optional.empty()));
  }

  static JobController start(ControllerContext context) {
    JobController controller = new JobController(context);
    controller.jobs.addHandler(controller.new OnJobs());
    controller.pods.addHandler(controller.new OnPods());
    int workers = Integer.parseInt(context.options().text("concurrent-job-syncs", "5"));
    controller.loop.needs(controller.jobs).needs(controller.pods).start(workers);
    controller.orphans.needs(controller.jobs).needs(controller.pods).start(workers);
    return controller;
  }

  private final class OnJobs implements InformerHandler {
    @Override
    public void added(ApiObject object) {
      loop.add(object.objectName());
    }

    @Override
    public void updated(ApiObject before, ApiObject now) {
      if (new JobView(now).isFinished()) {
        loop.add(now.objectName());
        releasePods(now);
      } else if (before.generation() == now.generation()) {
        loop.addAfter(now.objectName(), BATCH);
      } else {
        loop.add(now.objectName());
      }
    }

    @Override
    public void deleted(ApiObject last, boolean isFinalStateUnknown) {
      world.forget(last.objectName(), last.uid());
      loop.add(last.objectName());
      releasePods(last);
    }

    private void releasePods(ApiObject job) {
      PodIndexes.ownedBy(pods, job.uid()).stream()
          .filter(each -> isTracked(each))
          .forEach(each -> orphans.add(each.objectName()));
    }
  }

  private final class OnPods implements InformerHandler {
    @Override
    public void added(ApiObject pod) {
      if (pod.isBeingDeleted()) {
        gone(pod, false);
        return;
      }
      Optional<JobView> job = jobOf(pod);
      if (job.isPresent()) {
        world.expectations().observeCreation(job.get().objectName(), pod.uid());
        changed(job.get());
        if (job.get().isFinished()) {
          releaseIfTracked(pod);
        }
      } else {
        ownerless(pod);
      }
    }

    @Override
    public void updated(ApiObject before, ApiObject now) {
      if (now.isBeingDeleted()) {
        gone(now, false);
        return;
      }
      boolean hasMoved = !before.controller().equals(now.controller());
      if (hasMoved) {
        jobOf(before).ifPresent(this::changed);
      }
      Optional<JobView> job = jobOf(now);
      if (job.isPresent()) {
        changed(job.get());
      } else if (hasMoved || isTracked(now) || !before.labels().equals(now.labels())) {
        ownerless(now);
      }
    }

    @Override
    public void deleted(ApiObject last, boolean isFinalStateUnknown) {
      gone(last, true);
    }

    private void gone(ApiObject pod, boolean isFinal) {
      Optional<JobView> job = jobOf(pod);
      if (job.isEmpty() || job.get().isFinished()) {
        if (!isFinal && isJobs(pod)) {
          releaseIfTracked(pod);
        }
        return;
      }
      world.expectations().observeDeletion(job.get().objectName(), pod.uid());
      changed(job.get());
    }

    private void changed(JobView job) {
      loop.addAfter(job.objectName(), BATCH);
    }

    /**
     * It may be cleaned, and a Job may want to adopt it. One whose Job is only not known here is
     * left alone.
     */
    private void ownerless(ApiObject pod) {
      if (pod.controller().isPresent()) {
        return;
      }
      releaseIfTracked(pod);
      if (pod.labels().isEmpty()) {
        return;
      }
      for (ApiObject each : jobs.store().inNamespace(pod.namespace())) {
        JobView job = new JobView(each);
        if (!job.isFinished() && job.selector().matches(pod.metadata().object("labels"))) {
          changed(job);
        }
      }
    }

    private void releaseIfTracked(ApiObject pod) {
      if (isTracked(pod)) {
        orphans.add(pod.objectName());
      }
    }

    private static boolean isJobs(ApiObject pod) {
      return OwnerRefs.controllerOf(pod)
          .map(owner -> owner.kind().equals("Job") && owner.group().equals("batch"))
          .orElse(true);
    }
  }

  private static boolean isTracked(ApiObject pod) {
    return pod.finalizers().contains(JobPod.FINALIZER);
  }

  private Optional<JobView> jobOf(ApiObject pod) {
    Optional<OwnerRef> owner =
        OwnerRefs.controllerOf(pod)
            .filter(each -> each.kind().equals("Job") && each.group().equals("batch"));
    return owner.flatMap(each -> OrphanPods.find(jobs, pod, each));
  }

  @Override
  public void close() {
    loop.close();
    orphans.close();
  }
}
