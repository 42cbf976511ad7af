/**
 * Pods that wait for a node: active, backing off, unschedulable or gated; and those in flight, with
 * what happened meanwhile. {@link dev.keelson.scheduler.queue.SchedulingQueue} is all that others
 * see of it. One lock; nothing under it waits.
 */
@NullMarked
package dev.keelson.scheduler.queue;

import org.jspecify.annotations.NullMarked;
