package dev.keelson.controllers.ttlafterfinished;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.DeleteOptions;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.queue.Reconciler;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import java.time.Duration;
import java.util.Optional;

/** The time may have been changed a moment ago: so the server is asked before anything is lost. */
final class TtlReconciler implements Reconciler<ObjectName> {
  private final ApiClient client;
  private final Informer jobs;

  TtlReconciler(ApiClient client, Informer jobs) {
    this.client = client;
    this.jobs = jobs;
  }

  @Override
  public Result reconcile(ObjectName name) {
    Optional<Duration> left = left(jobs.store().get(name));
    if (left.isEmpty()) {
      return Result.done();
    }
    if (left.get().isPositive()) {
      return Result.after(left.get());
    }
    Optional<ApiObject> fresh = client.resource("batch/v1", "jobs").find(name);
    Optional<Duration> stillLeft = left(fresh);
    if (stillLeft.isEmpty()) {
      return Result.done();
    }
    if (stillLeft.get().isPositive()) {
      return Result.after(stillLeft.get());
    }
    try {
      client
          .resource("batch/v1", "jobs")
          .delete(
              name,
              DeleteOptions.USUAL.withPropagation("Foreground").onlyUid(fresh.orElseThrow().uid()));
    } catch (ApiFailure e) {
      if (e.status().code() != 404) {
        throw e;
      }
    }
    return Result.done();
  }

  private Optional<Duration> left(Optional<ApiObject> job) {
    return job.flatMap(each -> new FinishedJob(each).left(client.timing().now()));
  }
}
