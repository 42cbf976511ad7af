package dev.keelson.controllers.job;

import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.fresh.OwnWrites;
import dev.keelson.controllers.pod.Expectations;
import dev.keelson.controllers.pod.PodCalls;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * What passes share: the calls, and what one pass knows that the informers do not show the next one
 * yet. All of it may be lost; then a little is done twice, and nothing counted twice. Thread-safe.
 */
final class JobWorld {
  private static final JsonObject WITHOUT_FINALIZER =
      JsonObject.of(
          "metadata",
          JsonObject.of(
              "$deleteFromPrimitiveList/finalizers", JsonArray.ofText(List.of(JobPod.FINALIZER))));

  private final ControllerContext context;
  private final PodCalls calls;
  private final Expectations expectations;
  private final Map<ObjectName, FailureBackoff> backoffs = new ConcurrentHashMap<>();

  private final OwnWrites writes = new OwnWrites();

  /** By uid of the Job, uids of pods. */
  private final Map<String, Set<String>> released = new ConcurrentHashMap<>();

  /** By name, the uid of a Job whose end is written. */
  private final Map<ObjectName, String> finished = new ConcurrentHashMap<>();

  JobWorld(ControllerContext context) {
    this.context = context;
    this.calls = new PodCalls(context.client(), context.events());
    this.expectations = new Expectations(context.timing());
  }

  Instant now() {
    return context.timing().now();
  }

  PodCalls calls() {
    return calls;
  }

  Expectations expectations() {
    return expectations;
  }

  Consumer<EventNote> events() {
    return context.events();
  }

  ResourceClient jobs() {
    return context.client().resource("batch/v1", "jobs");
  }

  /**
   * The newest that is known of it.
   *
   * @param shown by the informer
   */
  Optional<ApiObject> newest(ObjectName name, Optional<ApiObject> shown) {
    return writes.newest(name, shown);
  }

  /** Only as it was read. */
  ApiObject writeStatus(ApiObject job) {
    return writes.remember(jobs().updateStatus(job));
  }

  /** A pod that is gone has none. */
  void removeFinalizer(JobPod pod) {
    if (!pod.isTracked()) {
      return;
    }
    try {
      calls.patch(pod.pod().objectName(), WITHOUT_FINALIZER);
    } catch (ApiFailure e) {
      if (e.status().code() != 404) {
        throw e;
      }
    }
  }

  FailureBackoff backoff(JobView job) {
    return backoffs.getOrDefault(job.objectName(), FailureBackoff.NONE);
  }

  void remember(JobView job, FailureBackoff backoff) {
    if (backoff.failures() == 0) {
      backoffs.remove(job.objectName());
    } else {
      backoffs.put(job.objectName(), backoff);
    }
  }

  void expectReleased(JobView job, Collection<String> pods) {
    if (!pods.isEmpty()) {
      released.computeIfAbsent(job.uid(), _ -> ConcurrentHashMap.newKeySet()).addAll(pods);
    }
  }

  void giveUpReleased(JobView job, String pod) {
    Set<String> expected = released.get(job.uid());
    if (expected != null) {
      expected.remove(pod);
    }
  }

  /** Those of the pods released before whose finalizer is still shown. */
  Set<String> stillShown(JobView job, Collection<JobPod> pods) {
    Set<String> expected = released.get(job.uid());
    if (expected == null) {
      return Set.of();
    }
    Set<String> shown = ConcurrentHashMap.newKeySet();
    pods.stream().filter(JobPod::isTracked).forEach(each -> shown.add(each.uid()));
    expected.retainAll(shown);
    if (expected.isEmpty()) {
      released.remove(job.uid());
    }
    return Set.copyOf(expected);
  }

  void finished(JobView job) {
    finished.put(job.objectName(), job.uid());
    released.remove(job.uid());
  }

  boolean isFinished(JobView job) {
    return job.uid().equals(finished.get(job.objectName()));
  }

  /** It is gone, or its end is shown. */
  void forget(ObjectName job, String uid) {
    backoffs.remove(job);
    finished.remove(job);
    released.remove(uid);
    expectations.forget(job);
  }
}
