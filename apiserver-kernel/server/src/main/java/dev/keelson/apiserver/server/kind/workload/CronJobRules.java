package dev.keelson.apiserver.server.kind.workload;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonBool;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.Located;
import dev.keelson.apiserver.server.kind.Rules;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Pattern;

/** Of {@code batch/v1.CronJob}. */
final class CronJobRules implements Rules {
  static final CronJobRules INSTANCE = new CronJobRules();

  /** A job's name is this one's and eleven characters more. */
  private static final int LONGEST_NAME = 52;

  private static final Pattern ZONE_PART = Pattern.compile("[A-Za-z._0-9+][A-Za-z.\\-_0-9+]{0,13}");

  private CronJobRules() {}

  @Override
  public void created(ApiObject object, FieldErrors errors) {
    Located job = Located.root(object.tree(), errors);
    spec(job.in("spec"), false);
    zone(job.in("spec"));
    rest(job.in("spec"));
    if (object.name().length() > LONGEST_NAME) {
      job.in("metadata").invalid("name", "must be no more than 52 characters");
    }
  }

  @Override
  public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
    Located spec = Located.root(next.tree(), errors).in("spec");
    JsonObject old = before.spec();
    spec(spec, old.text("schedule").contains("TZ"));
    if (!spec.get("timeZone").equals(old.get("timeZone"))) {
      zone(spec);
    }
    rest(spec);
  }

  private static void spec(Located spec, boolean zoneMayStay) {
    if (spec.needsText("schedule")) {
      String schedule = spec.text("schedule");
      String wrong = CronSchedule.wrong(schedule);
      if (!wrong.isEmpty()) {
        spec.invalid("schedule", wrong);
      }
      if (schedule.contains("TZ")) {
        if (!zoneMayStay) {
          spec.invalid(
              "schedule", "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
        } else if (spec.has("timeZone")) {
          spec.invalid("schedule", "cannot use both timeZone field and TZ or CRON_TZ in schedule");
        }
      }
    }
    spec.notNegative("startingDeadlineSeconds");
  }

  private static void zone(Located spec) {
    if (!spec.has("timeZone")) {
      return;
    }
    String zone = spec.text("timeZone");
    if (zone.isEmpty()) {
      spec.invalid("timeZone", "timeZone must be nil or non-empty string");
      return;
    }
    for (String part : zone.split("/", -1)) {
      if (part.equals(".") || part.equals("..") || !ZONE_PART.matcher(part).matches()) {
        spec.invalid("timeZone", "unknown time zone " + zone);
        return;
      }
    }
    if (zone.equalsIgnoreCase("Local")) {
      spec.invalid(
          "timeZone",
          "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
    }
    if (!isZone(zone)) {
      spec.invalid("timeZone", "unknown time zone " + zone);
    }
  }

  /** Of IANA's names; Java would also take offsets. */
  private static boolean isZone(String zone) {
    try {
      return zone.equals("UTC")
          || zone.equals("Local")
          || (ZoneId.getAvailableZoneIds().contains(zone) && ZoneId.of(zone) != null);
    } catch (DateTimeException _) {
      return false;
    }
  }

  private static void rest(Located spec) {
    spec.needsOneOf("concurrencyPolicy", List.of("Allow", "Forbid", "Replace"));
    Located job = spec.in("jobTemplate").in("spec");
    JobSpecRules.check(job);
    if (job.has("selector")) {
      job.invalid("selector", "`selector` will be auto-generated");
    }
    if (job.isTrue("manualSelector")) {
      job.errors().notSupported(job.path("manualSelector"), JsonBool.TRUE, List.of("nil", "false"));
    }
    spec.notNegative("successfulJobsHistoryLimit");
    spec.notNegative("failedJobsHistoryLimit");
  }
}
