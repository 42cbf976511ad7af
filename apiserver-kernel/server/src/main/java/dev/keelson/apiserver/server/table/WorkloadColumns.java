package dev.keelson.apiserver.server.table;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonBool;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Pods and what makes them. */
final class WorkloadColumns {
  /** Of the subresource. */
  static final Columns SCALE =
      Heads.of(
          "Name,Desired,Available,Age",
          row ->
              row.name()
                  .number(row.object().spec().number("replicas", 0))
                  .number(row.object().status().number("replicas", 0))
                  .age());

  static final Columns POD =
      Heads.of(
          "Name,Ready,Status,Restarts,Age,+IP,+Node,+Nominated Node,+Readiness Gates",
          PodRow::fill);

  static final Columns POD_TEMPLATE =
      Heads.of(
          "Name,Containers,Images,Pod Labels",
          row ->
              row.name()
                  .containers(row.object().tree().objectAt("template", "spec"))
                  .text(
                      Row.labels(row.object().tree().objectAt("template", "metadata", "labels"))));

  static final Columns REPLICATION_CONTROLLER =
      Heads.of(
          "Name,#Desired,#Current,#Ready,Age,+Containers,+Images,+Selector",
          row -> {
            replicas(row);
            template(row).text(Row.labels(row.object().spec().object("selector")));
          });

  static final Columns REPLICA_SET =
      Heads.of(
          "Name,#Desired,#Current,#Ready,Age,+Containers,+Images,+Selector",
          row -> {
            replicas(row);
            template(row).text(Row.selector(row.object().spec().get("selector")));
          });

  static final Columns DEPLOYMENT =
      Heads.of(
          "Name,Ready,Up-to-date,Available,Age,+Containers,+Images,+Selector",
          row -> {
            JsonObject status = row.object().status();
            row.name()
                .text(ready(row.object()))
                .number(status.number("updatedReplicas", 0))
                .number(status.number("availableReplicas", 0))
                .age();
            template(row).text(Row.selector(row.object().spec().get("selector")));
          });

  static final Columns STATEFUL_SET =
      Heads.of(
          "Name,Ready,Age,+Containers,+Images",
          row -> template(row.name().text(ready(row.object())).age()));

  static final Columns DAEMON_SET =
      Heads.of(
          "Name,#Desired,#Current,#Ready,#Up-to-date,#Available,Node Selector,Age,+Containers,"
              + "+Images,+Selector",
          row -> {
            JsonObject status = row.object().status();
            row.name()
                .number(status.number("desiredNumberScheduled", 0))
                .number(status.number("currentNumberScheduled", 0))
                .number(status.number("numberReady", 0))
                .number(status.number("updatedNumberScheduled", 0))
                .number(status.number("numberAvailable", 0))
                .text(Row.labels(row.object().spec().objectAt("template", "spec", "nodeSelector")))
                .age();
            template(row).text(Row.selector(row.object().spec().get("selector")));
          });

  static final Columns JOB =
      Heads.of(
          "Name,Status,Completions,Duration,Age,+Containers,+Images,+Selector",
          row -> {
            row.name()
                .text(jobStatus(row.object()))
                .text(completions(row.object()))
                .text(duration(row))
                .age();
            template(row).text(Row.selector(row.object().spec().get("selector")));
          });

  static final Columns CRON_JOB =
      Heads.of(
          "Name,Schedule,Timezone,?Suspend,#Active,Last Schedule,Age,+Containers,+Images,+Selector",
          row -> {
            ApiObject job = row.object();
            String last = job.status().text("lastScheduleTime");
            row.name()
                .text(job.spec().text("schedule"))
                .textOrNone(job.spec().text("timeZone"))
                .text(job.spec().get("suspend") instanceof JsonBool flag ? word(flag) : "<unset>")
                .number(job.status().array("active").size())
                .text(last.isEmpty() ? Row.NONE : row.since(last))
                .age()
                .containers(job.spec().objectAt("jobTemplate", "spec", "template", "spec"))
                .text(Row.selector(job.spec().at("jobTemplate", "spec", "selector")));
          });

  static final Columns CONTROLLER_REVISION =
      Heads.of(
          "Name,Controller,Revision,Age",
          row ->
              row.name()
                  .text(row.object().controller().map(WorkloadColumns::owner).orElse(Row.NONE))
                  .number(row.object().tree().number("revision", 0))
                  .age());

  static final Columns DISRUPTION_BUDGET =
      Heads.of(
          "Name,Min Available,Max Unavailable,#Allowed Disruptions,Age",
          row ->
              row.name()
                  .text(Row.shown(row.object().spec().get("minAvailable"), "N/A"))
                  .text(Row.shown(row.object().spec().get("maxUnavailable"), "N/A"))
                  .number(row.object().status().number("disruptionsAllowed", 0))
                  .age());

  static final Columns AUTOSCALER =
      Heads.of(
          "Name,Reference,Targets,MinPods,MaxPods,Replicas,Age",
          row -> {
            JsonObject spec = row.object().spec();
            JsonObject target = spec.object("scaleTargetRef");
            row.name()
                .text(target.text("kind") + "/" + target.text("name"))
                .text(metrics(row.object()))
                .text(Row.shown(spec.get("minReplicas"), "<unset>"))
                .number(spec.number("maxReplicas", 0))
                .number(row.object().status().number("currentReplicas", 0))
                .age();
          });

  private WorkloadColumns() {}

  private static void replicas(Row row) {
    row.name()
        .number(row.object().spec().number("replicas", 0))
        .number(row.object().status().number("replicas", 0))
        .number(row.object().status().number("readyReplicas", 0))
        .age();
  }

  private static Row template(Row row) {
    return row.containers(row.object().spec().objectAt("template", "spec"));
  }

  private static String ready(ApiObject object) {
    return object.status().number("readyReplicas", 0) + "/" + object.spec().number("replicas", 0);
  }

  private static String word(JsonBool flag) {
    return flag == JsonBool.TRUE ? "True" : "False";
  }

  private static String owner(JsonObject reference) {
    String version = reference.text("apiVersion");
    int slash = version.indexOf('/');
    String group = slash < 0 ? "" : "." + version.substring(0, slash);
    return reference.text("kind").toLowerCase(Locale.ROOT) + group + "/" + reference.text("name");
  }

  private static String jobStatus(ApiObject job) {
    if (has(job, "Complete")) {
      return "Complete";
    }
    if (has(job, "Failed")) {
      return "Failed";
    }
    if (job.isBeingDeleted()) {
      return "Terminating";
    }
    for (String condition : List.of("Suspended", "FailureTarget", "SuccessCriteriaMet")) {
      if (has(job, condition)) {
        return condition;
      }
    }
    return "Running";
  }

  private static boolean has(ApiObject job, String condition) {
    return job.status()
        .array("conditions")
        .objects()
        .anyMatch(
            each -> each.text("type").equals(condition) && each.text("status").equals("True"));
  }

  private static String completions(ApiObject job) {
    long succeeded = job.status().number("succeeded", 0);
    if (job.spec().get("completions") instanceof JsonLong(long wanted)) {
      return succeeded + "/" + wanted;
    }
    long parallelism = job.spec().number("parallelism", 0);
    return parallelism > 1 ? succeeded + "/1 of " + parallelism : succeeded + "/1";
  }

  private static String duration(Row row) {
    JsonObject status = row.object().status();
    String start = status.text("startTime");
    if (start.isEmpty()) {
      return "";
    }
    String end = status.text("completionTime");
    Instant until = end.isEmpty() ? row.now() : Instant.parse(end);
    return HumanDuration.of(Duration.between(Instant.parse(start), until));
  }

  private static String metrics(ApiObject autoscaler) {
    JsonArray specs = autoscaler.spec().array("metrics");
    JsonArray current = autoscaler.status().array("currentMetrics");
    if (autoscaler.spec().get("targetCPUUtilizationPercentage") instanceof JsonLong(long goal)) {
      String now =
          Row.shown(autoscaler.status().get("currentCPUUtilizationPercentage"), "<unknown>");
      return "cpu: " + (now.equals("<unknown>") ? now : now + "%") + "/" + goal + "%";
    }
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < specs.size(); i++) {
      JsonValue of = i < current.size() ? current.get(i) : JsonObject.EMPTY;
      if (specs.get(i) instanceof JsonObject spec && of instanceof JsonObject is) {
        shown.add(metric(spec, is));
      }
    }
    if (shown.isEmpty()) {
      return Row.NONE;
    }
    return shown.size() <= 2
        ? String.join(", ", shown)
        : String.join(", ", shown.subList(0, 2)) + " + " + (shown.size() - 2) + " more...";
  }

  private static String metric(JsonObject spec, JsonObject current) {
    String type = spec.text("type");
    if (!List.of("External", "Pods", "Object", "Resource", "ContainerResource").contains(type)) {
      return "<unknown type>";
    }
    String part = type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1);
    JsonObject target = spec.objectAt(part, "target");
    JsonObject now = current.objectAt(part, "current");
    boolean isAverage = target.isSet("averageValue");
    boolean isResource = type.endsWith("Resource");
    String name = isResource ? spec.object(part).text("name") + ": " : "";
    if (isResource && !isAverage) {
      String goal = Row.shown(target.get("averageUtilization"), "<auto>");
      String is = Row.shown(now.get("averageUtilization"), "<unknown>");
      return name + percent(is) + "/" + percent(goal);
    }
    String field = isAverage ? "averageValue" : "value";
    String is = Row.shown(now.get(field), "<unknown>");
    String unit = isAverage && !isResource && !type.equals("Pods") ? " (avg)" : "";
    return name + is + "/" + Row.shown(target.get(field), "") + unit;
  }

  private static String percent(String text) {
    return text.startsWith("<") ? text : text + "%";
  }
}
