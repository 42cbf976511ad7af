package dev.keelson.scheduler.queue;

import dev.keelson.scheduler.plugin.ClusterEvent;
import dev.keelson.scheduler.plugin.EventResource;

/** Events that the scheduler itself makes, as metrics know them. */
public final class QueueEvents {
  public static final ClusterEvent ASSIGNED_POD_ADD =
      ClusterEvent.of(EventResource.ASSIGNED_POD, ClusterEvent.ADD);
  public static final ClusterEvent ASSIGNED_POD_DELETE =
      ClusterEvent.of(EventResource.ASSIGNED_POD, ClusterEvent.DELETE);
  public static final ClusterEvent POD_ADD =
      ClusterEvent.of(EventResource.UNSCHEDULABLE_POD, ClusterEvent.ADD);
  static final ClusterEvent POD_UPDATE =
      ClusterEvent.of(EventResource.UNSCHEDULABLE_POD, ClusterEvent.UPDATE);
  static final ClusterEvent TIMEOUT =
      new ClusterEvent(EventResource.WILDCARD, ClusterEvent.ALL, "UnschedulableTimeout");
  static final ClusterEvent ACTIVATE =
      new ClusterEvent(EventResource.WILDCARD, ClusterEvent.ALL, "ForceActivate");

  private QueueEvents() {}
}
