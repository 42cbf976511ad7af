package dev.keelson.controllers.job;

import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.pod.PodCalls;
import dev.keelson.controllers.pod.SlowStart;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** One pass over one Job that is not finished: pods first, then the books. One thread. */
final class JobPass {
  /** Uids in the status, so that it stays below some 20 KB. */
  static final int MOST_UNCOUNTED = 500;

  private final JobWorld world;
  private final JobView job;
  private final JobFacts facts;
  private final boolean areExpectationsMet;
  private final Instant now;
  private final JobStatusDraft draft;
  private ApiObject written;
  private Optional<JobFinish> finish;
  private int active;
  private int ready;
  private int terminating;
  private Optional<Duration> next = Optional.empty();
  private Optional<RuntimeException> failure = Optional.empty();

  JobPass(
      JobWorld world,
      JobView job,
      List<JobPod> pods,
      Set<String> untracked,
      FailureBackoff backoff,
      boolean areExpectationsMet) {
    this.world = world;
    this.job = job;
    this.areExpectationsMet = areExpectationsMet;
    this.now = world.now();
    this.written = job.object();
    this.draft = new JobStatusDraft(job.status());
    if (draft.startTime().isEmpty() && !job.isSuspended()) {
      draft.setStartTime(now);
    }
    this.facts = JobFacts.of(job, pods, untracked, backoff, draft.startTime(), now);
    this.finish = facts.finish();
    this.active = facts.active().size();
    this.ready = facts.ready();
    this.terminating = facts.terminating();
  }

  Result run() throws InterruptedException {
    if (finish.isPresent()) {
      stop();
    } else {
      JobFacts.untilDeadline(job, draft.startTime(), now).ifPresent(this::lookAgainIn);
      goOn();
    }
    draft.setPods(active, ready, terminating);
    keepBooks();
    if (failure.isPresent()) {
      throw failure.get();
    }
    return next.map(Result::after).orElseGet(Result::done);
  }

  private void lookAgainIn(Duration delay) {
    next = next.filter(known -> known.compareTo(delay) <= 0).or(() -> Optional.of(delay));
  }

  private void stop() throws InterruptedException {
    List<JobPod> pods = facts.active();
    SlowStart.Outcome outcome =
        SlowStart.together(pods.size(), i -> world.calls().delete(pods.get(i).pod(), job.object()));
    if (outcome.done() != active || !areExpectationsMet) {
      // Pods may be left, or not all be known here.
      finish = Optional.empty();
    }
    active -= outcome.done();
    terminating += outcome.done();
    ready = active == 0 ? 0 : Math.min(ready, active);
    failure = outcome.failure();
  }

  private void goOn() throws InterruptedException {
    boolean mayManage = areExpectationsMet && !job.isBeingDeleted();
    if (mayManage) {
      manage();
    }
    boolean isEnough =
        job.completions().isEmpty()
            ? facts.succeeded() > 0
            : facts.succeeded() >= job.completions().getAsInt();
    if (isEnough && active == 0) {
      finish =
          Optional.of(
              JobFinish.success("CompletionsReached", "Reached expected number of succeeded pods"));
    } else if (mayManage) {
      tellSuspension();
    }
  }

  private void tellSuspension() {
    String what = job.isSuspended() ? "suspended" : "resumed";
    JsonObject condition =
        JobConditions.condition(
            JobConditions.SUSPENDED,
            job.isSuspended() ? "True" : "False",
            job.isSuspended() ? "JobSuspended" : "JobResumed",
            "Job " + what,
            now);
    if (!draft.ensure(condition)) {
      return;
    }
    tell(job.isSuspended() ? "Suspended" : "Resumed", "Job " + what);
    if (job.isSuspended()) {
      draft.clearStartTime();
    } else {
      draft.setStartTime(now);
    }
  }

  private void manage() throws InterruptedException {
    switch (PodPlan.of(job, facts, now)) {
      case PodPlan.Keep _ -> {}
      case PodPlan.Wait(Duration remaining) -> lookAgainIn(remaining);
      case PodPlan.Delete(List<JobPod> pods) -> delete(pods);
      case PodPlan.Create(int count, List<Integer> indexes) -> create(count, indexes);
    }
  }

  private void delete(List<JobPod> pods) throws InterruptedException {
    world.expectations().expectDeletions(job.objectName(), pods.stream().map(JobPod::uid).toList());
    AtomicInteger readyGone = new AtomicInteger();
    SlowStart.Outcome outcome =
        SlowStart.together(
            pods.size(),
            i -> {
              deleteUncounted(pods.get(i));
              readyGone.addAndGet(pods.get(i).pod().isReady() ? 1 : 0);
            });
    active -= outcome.done();
    terminating += outcome.done();
    ready -= readyGone.get();
    failure = outcome.failure();
  }

  /** It is no failure: it loses its finalizer first, and nobody counts it. */
  private void deleteUncounted(JobPod pod) {
    boolean isDone = false;
    try {
      world.removeFinalizer(pod);
      isDone = world.calls().delete(pod.pod(), job.object());
    } finally {
      if (!isDone) {
        world.expectations().observeDeletion(job.objectName(), pod.uid());
      }
    }
  }

  private void create(int count, List<Integer> indexes) throws InterruptedException {
    world.expectations().expectCreations(job.objectName(), count);
    int done = 0;
    try {
      SlowStart.Outcome outcome =
          SlowStart.run(
              count,
              i -> {
                ApiObject pod =
                    indexes.isEmpty() ? JobPodTemplate.pod(job) : indexed(indexes.get(i));
                ApiObject made = world.calls().create(pod, job.object());
                world.expectations().created(job.objectName(), made.uid());
              });
      done = outcome.done();
      active += done;
      failure = outcome.failure().filter(each -> !isNamespaceEnding(each));
    } finally {
      world.expectations().notCreated(job.objectName(), count - done);
    }
  }

  private ApiObject indexed(int index) {
    return JobPodTemplate.pod(job, index, Optional.ofNullable(facts.delayed().get(index)));
  }

  private static boolean isNamespaceEnding(RuntimeException e) {
    return e instanceof ApiFailure answer && PodCalls.isNamespaceEnding(answer);
  }

  private void keepBooks() throws InterruptedException {
    Set<String> tracked = new HashSet<>();
    facts.pods().stream().filter(facts::isTracked).forEach(each -> tracked.add(each.uid()));
    draft.sumUp(tracked);
    Ledger.Entry entry = Ledger.of(job, facts, finish, draft.uncounted(), MOST_UNCOUNTED);
    draft.setUncounted(entry.uncounted());
    if (job.isIndexed()) {
      draft.setIndexes(facts.succeededIndexes().withAll(entry.newIndexes()), facts.failedIndexes());
    }
    finish.filter(JobFinish::isInterim).ifPresent(each -> draft.ensure(each.condition(now)));
    finish = finish.map(JobFinish::last);
    write();
    world.remember(job, facts.backoff());
    Optional<RuntimeException> refusal = release(entry.counted(), tracked);
    draft.sumUp(tracked);
    if (refusal.isPresent()) {
      write();
      throw refusal.get();
    }
    boolean isFinished = !entry.isFull() && finish();
    write();
    if (isFinished) {
      tellFinish();
    }
  }

  private Optional<RuntimeException> release(List<JobPod> pods, Set<String> tracked)
      throws InterruptedException {
    world.expectReleased(job, pods.stream().map(JobPod::uid).toList());
    List<String> released = Collections.synchronizedList(new ArrayList<>());
    SlowStart.Outcome outcome =
        SlowStart.together(
            pods.size(),
            i -> {
              try {
                world.removeFinalizer(pods.get(i));
                released.add(pods.get(i).uid());
              } catch (RuntimeException e) {
                world.giveUpReleased(job, pods.get(i).uid());
                throw e;
              }
            });
    released.forEach(tracked::remove);
    return outcome.failure();
  }

  /** Whether nothing is left to be waited for. */
  private boolean finish() {
    if (finish.isEmpty() || !draft.uncounted().isEmpty() || terminating > 0) {
      return false;
    }
    draft.ensure(finish.get().condition(now));
    if (finish.get().isSuccess()) {
      draft.setCompletionTime(now);
    }
    return true;
  }

  private void tellFinish() {
    world.finished(job);
    JobFinish end = finish.orElseThrow();
    if (!end.isSuccess()) {
      world.events().accept(EventNote.warning(job.object(), end.reason(), end.message()));
      return;
    }
    long succeeded = written.status().number("succeeded", 0);
    if (job.completions().isPresent() && succeeded > job.completions().getAsInt()) {
      world
          .events()
          .accept(
              EventNote.warning(
                  job.object(),
                  "TooManySucceededPods",
                  "Too many succeeded pods running after completion count reached"));
    }
    tell("Completed", "Job completed");
  }

  private void write() {
    JsonObject status = draft.toJson();
    if (!status.equals(written.status())) {
      written = world.writeStatus(written.with("status", status));
    }
  }

  private void tell(String reason, String message) {
    world.events().accept(EventNote.normal(job.object(), reason, message));
  }
}
