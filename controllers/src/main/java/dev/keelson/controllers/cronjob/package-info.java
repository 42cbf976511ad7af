/**
 * Makes a Job whenever a CronJob says so. {@link dev.keelson.controllers.cronjob.CronParser} and
 * {@link dev.keelson.controllers.cronjob.CronSchedule} know cron, time zones and their gaps, as
 * robfig/cron v3 does; {@link dev.keelson.controllers.cronjob.MissedSchedules} decides what is due.
 */
@NullMarked
package dev.keelson.controllers.cronjob;

import org.jspecify.annotations.NullMarked;
