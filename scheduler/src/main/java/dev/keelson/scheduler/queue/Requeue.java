package dev.keelson.scheduler.queue;

/** What an event makes of a pod that was refused. */
enum Requeue {
  SKIP,
  AFTER_BACKOFF,
  AT_ONCE
}
