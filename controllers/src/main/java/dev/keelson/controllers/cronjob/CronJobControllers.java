package dev.keelson.controllers.cronjob;

import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.InformerHandler;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.Loop;
import java.time.ZoneId;

/** {@code cronjob-controller}. */
public final class CronJobControllers {
  public static final ControllerKind CRON_JOB =
      ControllerKind.of("cronjob-controller", CronJobControllers::start);

  private CronJobControllers() {}

  private static Controller start(ControllerContext context) {
    Informer cronJobs = context.informers().of("batch/v1", "cronjobs");
    Informer jobs =
        context
            .informers()
            .of("batch/v1", "jobs")
            .index(
                CronJobReconciler.BY_PARENT,
                job ->
                    CronJobReconciler.parent(job).stream().map(each -> each.toString()).toList());
    Loop loop =
        Loop.of("cronjob-controller", context, new CronJobReconciler(context, cronJobs, jobs))
            .needs(cronJobs)
            .on(jobs, CronJobReconciler::parent);
    cronJobs.addHandler(handler(loop, context));
    return loop.start(Integer.parseInt(context.options().text("concurrent-cron-job-syncs", "5")));
  }

  private static InformerHandler handler(Loop loop, ControllerContext context) {
    return new InformerHandler() {
      @Override
      public void added(ApiObject object) {
        loop.add(object.objectName());
      }

      @Override
      public void updated(ApiObject before, ApiObject now) {
        CronJobView view = new CronJobView(now);
        CronJobView old = new CronJobView(before);
        boolean isSame =
            old.schedule().equals(view.schedule()) && old.timeZone().equals(view.timeZone());
        if (isSame) {
          loop.add(now.objectName());
        } else {
          rescheduled(loop, context, view);
        }
      }

      @Override
      public void deleted(ApiObject last, boolean isFinalStateUnknown) {
        loop.add(last.objectName());
      }
    };
  }

  /** What a new schedule would have had in the past is not made up for. */
  private static void rescheduled(Loop loop, ControllerContext context, CronJobView cronJob) {
    try {
      CronSchedule schedule = CronParser.parse(cronJob.zonedSchedule(), ZoneId.systemDefault());
      loop.addAfter(
          cronJob.object().objectName(),
          MissedSchedules.untilNext(schedule, cronJob.since(), context.timing().now()));
    } catch (BadSchedule _) {
      context
          .events()
          .accept(
              EventNote.warning(
                  cronJob.object(),
                  "UnParseableCronJobSchedule",
                  "unparseable schedule for cronjob: " + cronJob.schedule()));
    }
  }
}
