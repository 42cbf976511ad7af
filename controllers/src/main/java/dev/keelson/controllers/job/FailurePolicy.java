package dev.keelson.controllers.job;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a Job's rules say of a pod that failed. Pure. */
final class FailurePolicy {
  /**
   * @param failsJob why the whole Job fails; empty: it does not
   * @param isCounted against the limits
   */
  record Verdict(Optional<String> failsJob, boolean isCounted, boolean failsIndex) {
    static final Verdict COUNTED = new Verdict(Optional.empty(), true, false);
    static final Verdict IGNORED = new Verdict(Optional.empty(), false, false);
    static final Verdict FAILS_INDEX = new Verdict(Optional.empty(), true, true);

    static Verdict failsJob(String why) {
      return new Verdict(Optional.of(why), true, false);
    }
  }

  private FailurePolicy() {}

  /** By the first rule that matches; counted if none does. */
  static Verdict of(JobView job, JobPod failed) {
    List<JsonObject> rules = job.failurePolicy().array("rules").objects().toList();
    for (int i = 0; i < rules.size(); i++) {
      JsonObject rule = rules.get(i);
      Optional<String> match = match(rule, failed);
      if (match.isPresent()) {
        String matching =
            "%s matching %s rule at index %d".formatted(match.get(), rule.text("action"), i);
        switch (rule.text("action")) {
          case "Ignore" -> {
            return Verdict.IGNORED;
          }
          case "FailIndex" -> {
            return Verdict.FAILS_INDEX;
          }
          case "Count" -> {
            return Verdict.COUNTED;
          }
          case "FailJob" -> {
            return Verdict.failsJob(matching);
          }
          default -> {
            // One that came after us: as if it were not there.
          }
        }
      }
    }
    return Verdict.COUNTED;
  }

  /** What matched, in words. */
  private static Optional<String> match(JsonObject rule, JobPod failed) {
    if (rule.isSet("onExitCodes")) {
      return exitCode(rule.object("onExitCodes"), failed)
          .map(
              status ->
                  "Container %s for pod %s failed with exit code %d"
                      .formatted(status.text("name"), failed.pod().objectName(), exitCode(status)));
    }
    return condition(rule.array("onPodConditions"), failed)
        .map(type -> "Pod %s has condition %s".formatted(failed.pod().objectName(), type));
  }

  private static Optional<JsonObject> exitCode(JsonObject wanted, JobPod failed) {
    Stream<JsonObject> statuses =
        Stream.concat(
            failed.pod().status().array("containerStatuses").objects(),
            failed.pod().status().array("initContainerStatuses").objects());
    return statuses
        .filter(each -> each.object("state").isSet("terminated"))
        .filter(
            each ->
                !wanted.isSet("containerName")
                    || wanted.text("containerName").equals(each.text("name")))
        .filter(each -> exitCode(each) != 0 && isWanted(wanted, exitCode(each)))
        .findFirst();
  }

  private static long exitCode(JsonObject status) {
    return status.objectAt("state", "terminated").number("exitCode", 0);
  }

  private static boolean isWanted(JsonObject wanted, long code) {
    boolean isListed = wanted.array("values").values().contains(JsonLong.of(code));
    return switch (wanted.text("operator")) {
      case "In" -> isListed;
      case "NotIn" -> !isListed;
      default -> false;
    };
  }

  private static Optional<String> condition(JsonArray patterns, JobPod failed) {
    return failed
        .pod()
        .status()
        .array("conditions")
        .objects()
        .filter(
            each ->
                patterns
                    .objects()
                    .anyMatch(
                        pattern ->
                            pattern.text("type").equals(each.text("type"))
                                && pattern.text("status").equals(each.text("status"))))
        .map(each -> each.text("type"))
        .findFirst();
  }
}
