package dev.keelson.scheduler.plugin;

import java.util.Comparator;

/** The order of the queue. Exactly one a profile, the same in all of them. */
public interface QueueSortPlugin extends Plugin, Comparator<QueuedPod> {}
