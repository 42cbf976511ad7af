package dev.keelson.scheduler.plugins;

import dev.keelson.scheduler.plugin.QueueSortPlugin;
import dev.keelson.scheduler.plugin.QueuedPod;

/** Higher priority first; among equals who came first. */
public final class PrioritySort implements QueueSortPlugin {
  static final String NAME = "PrioritySort";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int compare(QueuedPod one, QueuedPod other) {
    int order = Integer.compare(other.pod().priority(), one.pod().priority());
    return order != 0 ? order : one.timestamp().compareTo(other.timestamp());
  }
}
