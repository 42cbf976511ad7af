package dev.keelson.controllers.cronjob;

/** A schedule that cannot be read; its message is robfig/cron's. */
final class BadSchedule extends Exception {
  private static final long serialVersionUID = 1;

  BadSchedule(String message) {
    super(message, null, false, false);
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
