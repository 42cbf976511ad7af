package dev.keelson.controllers.cronjob;

import dev.keelson.apiserver.client.DeleteOptions;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.pod.OwnerRefs;
import dev.keelson.controllers.pod.PodCalls;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** What one pass does, and the CronJob as it is after each step. One thread. */
final class CronJobPass {
  private static final DateTimeFormatter RFC1123 =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ENGLISH);

  /** How a pass ends. */
  sealed interface Ending {
    /** Until something changes. */
    record Idle() implements Ending {}

    record Next(Duration delay) implements Ending {}
  }

  private final ControllerContext context;
  private final ResourceClient jobs;
  private final Instant now;
  private CronJobView cronJob;

  CronJobPass(ControllerContext context, CronJobView cronJob) {
    this.context = context;
    this.jobs = context.client().resource("batch/v1", "jobs");
    this.now = context.timing().now();
    this.cronJob = cronJob;
  }

  CronJobView cronJob() {
    return cronJob;
  }

  void trimHistory(List<ChildJob> children) {
    trim(children, "Complete", cronJob.successfulLimit());
    trim(children, "Failed", cronJob.failedLimit());
  }

  private void trim(List<ChildJob> children, String outcome, OptionalLong limit) {
    if (limit.isEmpty()) {
      return;
    }
    List<ChildJob> finished =
        children.stream().filter(each -> each.outcome().equals(outcome)).toList();
    finished.stream()
        .sorted(ChildJob.BY_START)
        .limit(Math.max(0, finished.size() - limit.getAsLong()))
        .forEach(each -> delete(each.object()));
  }

  private boolean delete(ApiObject job) {
    try {
      jobs.delete(job.objectName(), DeleteOptions.USUAL.withPropagation("Background"));
    } catch (ApiFailure | TransportFailure e) {
      warn("FailedDelete", "Deleted job: " + e.getMessage());
      return false;
    }
    cronJob = cronJob.without(job.uid());
    tell("SuccessfulDelete", "Deleted job " + job.name());
    return true;
  }

  Ending run(List<ChildJob> children) {
    children.forEach(this::settle);
    forgetMissing(children.stream().map(ChildJob::uid).collect(Collectors.toSet()));
    if (cronJob.object().isBeingDeleted()) {
      return new Ending.Idle();
    }
    Optional<String> zone = cronJob.timeZone();
    if (zone.isPresent() && CronParser.zone(zone.get()).isEmpty()) {
      warn(
          "UnknownTimeZone",
          "invalid timeZone: \"%s\": unknown time zone %s".formatted(zone.get(), zone.get()));
      return new Ending.Idle();
    }
    if (cronJob.isSuspended()) {
      return new Ending.Idle();
    }
    Optional<CronSchedule> schedule = schedule();
    return schedule.isEmpty() ? new Ending.Idle() : due(schedule.get());
  }

  private void settle(ChildJob job) {
    boolean isActive = cronJob.isActive(job.uid());
    if (!job.isFinished()) {
      if (!isActive && !isActiveByNow(job)) {
        warn(
            "UnexpectedJob",
            "Saw a job that the controller did not create or forgot: " + job.name());
      }
      return;
    }
    if (isActive) {
      cronJob = cronJob.without(job.uid());
      tell(
          "SawCompletedJob",
          "Saw completed job: %s, condition: %s".formatted(job.name(), job.outcome()));
    }
    Optional<Instant> completed = job.completionTime();
    boolean isNewer =
        completed
            .filter(
                time -> cronJob.lastSuccessfulTime().filter(last -> !time.isAfter(last)).isEmpty())
            .isPresent();
    if (job.isSuccessful() && isNewer) {
      cronJob = cronJob.withLastSuccess(completed.get());
    }
  }

  /** Our copy may be older than the Job: then the server's is taken. */
  private boolean isActiveByNow(ChildJob job) {
    ApiObject latest =
        context.client().resource("batch/v1", "cronjobs").get(cronJob.object().objectName());
    CronJobView view = new CronJobView(latest);
    if (!view.isActive(job.uid())) {
      return false;
    }
    cronJob = view;
    return true;
  }

  private void forgetMissing(Set<String> children) {
    for (JsonObject each : cronJob.active()) {
      if (children.contains(each.text("uid"))) {
        continue;
      }
      ObjectName name = new ObjectName(each.text("namespace"), each.text("name"));
      if (jobs.find(name).isEmpty()) {
        tell("MissingJob", "Active job went missing: " + name.name());
        cronJob = cronJob.without(each.text("uid"));
      }
    }
  }

  private Optional<CronSchedule> schedule() {
    if (cronJob.hasZoneInSchedule()) {
      warn(
          "UnsupportedSchedule",
          "CRON_TZ or TZ used in schedule \"%s\" is not officially supported, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details"
              .formatted(cronJob.schedule()));
    }
    try {
      return Optional.of(CronParser.parse(cronJob.zonedSchedule(), ZoneId.systemDefault()));
    } catch (BadSchedule e) {
      warn(
          "UnparseableSchedule",
          "unparseable schedule: \"%s\" : %s".formatted(cronJob.schedule(), e.text()));
      return Optional.empty();
    }
  }

  private Ending due(CronSchedule schedule) {
    Optional<Instant> scheduled;
    try {
      MissedSchedules missed =
          MissedSchedules.of(schedule, cronJob.since(), cronJob.startingDeadline(), now);
      scheduled = missed.latest();
      if (scheduled.isPresent() && missed.count() == MissedSchedules.Count.MANY) {
        warn(
            "TooManyMissedTimes",
            "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check"
                + " clock skew");
      }
    } catch (BadSchedule e) {
      warn("InvalidSchedule", "invalid schedule: %s : %s".formatted(cronJob.schedule(), e.text()));
      return new Ending.Idle();
    }
    if (scheduled.isPresent() && mayStart(scheduled.get())) {
      boolean isTaken = start(scheduled.get());
      if (!isTaken) {
        return new Ending.Idle();
      }
    }
    return new Ending.Next(MissedSchedules.untilNext(schedule, cronJob.since(), now));
  }

  private boolean mayStart(Instant scheduled) {
    OptionalLong deadline = cronJob.startingDeadline();
    if (deadline.isPresent() && scheduled.plusSeconds(deadline.getAsLong()).isBefore(now)) {
      warn(
          "MissSchedule",
          "Missed scheduled time to start a job: "
              + RFC1123.format(scheduled.atOffset(ZoneOffset.UTC)));
      return false;
    }
    boolean isServed =
        cronJob.isActiveByName(cronJob.jobName(scheduled))
            || cronJob.lastScheduleTime().filter(scheduled::equals).isPresent();
    if (isServed) {
      return false;
    }
    if (cronJob.forbidsConcurrency() && !cronJob.active().isEmpty()) {
      tell(
          "JobAlreadyActive",
          "Not starting job because prior execution is running and concurrency policy is Forbid");
      return false;
    }
    return true;
  }

  /**
   * @return false: the Job is there, and not of our making or in the books already
   */
  private boolean start(Instant scheduled) {
    if (cronJob.replaces()) {
      replaceActive();
    }
    ApiObject planned = ChildJob.planned(cronJob, scheduled);
    ApiObject job;
    try {
      job = jobs.create(planned);
      tell("SuccessfulCreate", "Created job " + job.name());
    } catch (ApiFailure e) {
      if (!e.status().reason().equals("AlreadyExists")) {
        if (!PodCalls.isNamespaceEnding(e)) {
          warn("FailedCreate", "Error creating job: " + e.getMessage());
        }
        throw e;
      }
      job = jobs.get(planned.objectName());
      // One that we made before we died has only to be written down.
      if (!OwnerRefs.isControlledBy(job, cronJob.object().uid()) || cronJob.isActive(job.uid())) {
        return false;
      }
    }
    cronJob = cronJob.withActive(job).withLastSchedule(scheduled);
    return true;
  }

  private void replaceActive() {
    for (JsonObject each : cronJob.active()) {
      ApiObject job;
      try {
        job = jobs.get(new ObjectName(each.text("namespace"), each.text("name")));
      } catch (ApiFailure | TransportFailure e) {
        warn("FailedGet", "Get job: " + e.getMessage());
        throw e;
      }
      if (!delete(job)) {
        throw new IllegalStateException("could not replace job " + job.objectName());
      }
    }
  }

  private void tell(String reason, String message) {
    context.events().accept(EventNote.normal(cronJob.object(), reason, message));
  }

  private void warn(String reason, String message) {
    context.events().accept(EventNote.warning(cronJob.object(), reason, message));
  }
}
