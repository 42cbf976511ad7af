package dev.keelson.apiserver.server.kind.workload;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.GoStruct;
import dev.keelson.apiserver.server.kind.Located;
import dev.keelson.apiserver.server.kind.Semantics;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How a job's status may go on, whoever writes it. Most rules look only at what has changed, so
 * that a status that was bad before does not stop others.
 */
final class JobStatusRules {
  private final Located status;
  private final JsonObject now;
  private final JsonObject then;
  private final JsonObject spec;
  private final boolean complete;
  private final boolean failed;

  private JobStatusRules(ApiObject next, ApiObject before, FieldErrors errors) {
    status = Located.root(next.tree(), errors).in("status");
    now = next.status();
    then = before.status();
    spec = next.spec();
    complete = isTrue(now, "Complete");
    failed = isTrue(now, "Failed");
  }

  static void check(ApiObject next, ApiObject before, FieldErrors errors) {
    JobStatusRules rules = new JobStatusRules(next, before, errors);
    rules.numbers();
    rules.uncounted();
    rules.contradictions();
    rules.times();
    rules.finished();
    rules.indexes();
    rules.transitions();
  }

  /** Whether a condition of that type is true. */
  static boolean isTrue(JsonObject status, String type) {
    return has(status, type, "True");
  }

  private static boolean has(JsonObject status, String type, String value) {
    return status
        .array("conditions")
        .objects()
        .anyMatch(each -> each.text("type").equals(type) && each.text("status").equals(value));
  }

  private boolean flips(String type) {
    return isTrue(now, type) != isTrue(then, type);
  }

  private boolean changes(String name) {
    return !Semantics.same(now.get(name), then.get(name));
  }

  private boolean finishes() {
    return (complete || failed) != (isTrue(then, "Complete") || isTrue(then, "Failed"));
  }

  private void numbers() {
    Counts.notNegative(status, "active", "succeeded", "failed", "ready", "terminating");
  }

  private void uncounted() {
    Set<String> seen = new HashSet<>();
    Located pods = status.in("uncountedTerminatedPods");
    for (String list : List.of("succeeded", "failed")) {
      List<String> uids = pods.texts(list);
      for (int i = 0; i < uids.size(); i++) {
        if (uids.get(i).isEmpty()) {
          pods.errors().invalid(pods.path(list).index(i), "", "must not be empty");
        } else if (!seen.add(uids.get(i))) {
          pods.errors().duplicate(pods.path(list).index(i), uids.get(i));
        }
      }
    }
  }

  private void condition(boolean wrong, String detail) {
    if (wrong) {
      status.errors().invalid(status.path("conditions"), detail);
    }
  }

  private void contradictions() {
    condition(
        (flips("Complete") || flips("Failed")) && complete && failed,
        "cannot set Complete=True and Failed=true conditions");
    condition(
        (flips("Complete") || flips("FailureTarget")) && complete && isTrue(now, "FailureTarget"),
        "cannot set Complete=True and FailureTarget=true conditions");
  }

  private void times() {
    boolean completes = flips("Complete") || changes("completionTime");
    if (completes && status.has("completionTime") && !complete) {
      status.invalid(
          "completionTime", "cannot set completionTime when there is no Complete=True condition");
    }
    if (completes && !status.has("completionTime") && complete) {
      status.required("completionTime", "completionTime is required for Complete jobs");
    }
    if ((changes("startTime") || changes("completionTime"))
        && isBefore(status.text("completionTime"), status.text("startTime"))) {
      status.invalid("completionTime", "must be equal to or after `startTime`");
    }
    condition(
        (flips("Failed") || changes("failedIndexes")) && failed && !isTrue(now, "FailureTarget"),
        "cannot set Failed=True condition without the FailureTarget=true condition");
    condition(
        (flips("Complete") || flips("SuccessCriteriaMet"))
            && complete
            && !isTrue(now, "SuccessCriteriaMet"),
        "cannot set Complete=True condition without the SuccessCriteriaMet=true condition");
  }

  private static boolean isBefore(String one, String other) {
    try {
      return !one.isEmpty()
          && !other.isEmpty()
          && Instant.parse(one).isBefore(Instant.parse(other));
    } catch (DateTimeParseException _) {
      return false;
    }
  }

  private void finished() {
    boolean ended = complete || failed;
    if (!ended) {
      return;
    }
    boolean isEmpty = spec.isTrue("suspend") && spec.number("completions", -1) == 0;
    if ((finishes() || changes("active")) && status.number("active") > 0) {
      status.invalid("active", "active>0 is invalid for finished job");
    }
    if ((finishes() || changes("startTime")) && !isEmpty && !status.has("startTime")) {
      status.required("startTime", "startTime is required for finished job");
    }
    JsonObject uncounted = now.object("uncountedTerminatedPods");
    if ((finishes() || changes("uncountedTerminatedPods"))
        && !(uncounted.array("failed").isEmpty() && uncounted.array("succeeded").isEmpty())) {
      status
          .errors()
          .invalid(
              status.path("uncountedTerminatedPods"),
              GoStruct.shown(uncounted, List.of("succeeded", "failed")),
              "must be empty for finished job");
    }
    if ((finishes() || changes("terminating")) && status.number("terminating") > 0) {
      status.invalid("terminating", "terminating>0 is invalid for finished job");
    }
  }

  private void indexes() {
    boolean completedChanges = changes("completedIndexes");
    boolean failedChanges = changes("failedIndexes");
    long completions = spec.number("completions", 0);
    JobIndexes done = JobIndexes.parse(status.text("completedIndexes"), completions);
    JobIndexes lost = JobIndexes.parse(status.text("failedIndexes"), completions);
    if (completedChanges && spec.isSet("completions") && !done.wrong().isEmpty()) {
      status.invalid("completedIndexes", "error parsing completedIndexes: " + done.wrong());
    }
    if (failedChanges && spec.isSet("backoffLimitPerIndex") && !lost.wrong().isEmpty()) {
      status.invalid("failedIndexes", "error parsing failedIndexes: " + lost.wrong());
    }
    if (completedChanges
        && !status.text("completedIndexes").isEmpty()
        && !spec.text("completionMode").equals("Indexed")) {
      status.invalid(
          "completedIndexes",
          "cannot set non-empty completedIndexes when non-indexed completion mode");
    }
    if (failedChanges && !spec.isSet("backoffLimitPerIndex") && status.has("failedIndexes")) {
      status.invalid(
          "failedIndexes", "cannot set non-null failedIndexes when backoffLimitPerIndex is null");
    }
    long both = done.overlap(lost);
    if ((completedChanges || failedChanges) && spec.isSet("completions") && both >= 0) {
      status.invalid(
          "failedIndexes", "failedIndexes and completedIndexes overlap at index: " + both);
    }
    if ((changes("ready") || changes("active"))
        && status.number("ready") > status.number("active")) {
      status.invalid("ready", "cannot set more ready pods than active");
    }
    boolean met = isTrue(now, "SuccessCriteriaMet");
    condition(met && failed, "cannot set SuccessCriteriaMet=True and Failed=true conditions");
    condition(
        met && isTrue(now, "FailureTarget"),
        "cannot set SuccessCriteriaMet=True and FailureTarget=true conditions");
    condition(
        spec.isSet("successPolicy") && !met && complete,
        "cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True");
  }

  private void transitions() {
    for (String type : List.of("Failed", "Complete", "FailureTarget")) {
      condition(
          isTrue(then, type) && !isTrue(now, type),
          "cannot disable the terminal " + type + "=True condition");
    }
    decreases("failed", true);
    decreases(
        "succeeded",
        !spec.text("completionMode").equals("Indexed")
            || !spec.get("completions").equals(spec.get("parallelism")));
    if (status.has("completionTime") && then.isSet("completionTime") && changes("completionTime")) {
      status.invalid("completionTime", "field is immutable");
    }
    boolean resumes = isTrue(then, "Suspended") && has(now, "Suspended", "False");
    if (then.isSet("startTime") && changes("startTime") && !resumes && !spec.isTrue("suspend")) {
      status.invalid("startTime", "field is immutable for unsuspended job once set");
    }
    boolean met = isTrue(now, "SuccessCriteriaMet");
    boolean wasMet = isTrue(then, "SuccessCriteriaMet");
    condition(wasMet && !met, "cannot disable the SuccessCriteriaMet=True condition");
    condition(
        isTrue(then, "Complete") && !wasMet && met,
        "cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions");
  }

  private void decreases(String counter, boolean applies) {
    if (applies && now.number(counter, 0) < then.number(counter, 0)) {
      status
          .errors()
          .invalid(
              status.path(counter),
              status.number(counter),
              "cannot decrease the " + counter + " counter");
    }
  }
}
