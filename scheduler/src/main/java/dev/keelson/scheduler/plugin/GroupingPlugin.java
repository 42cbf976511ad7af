package dev.keelson.scheduler.plugin;

import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.scheduler.view.PodView;
import java.util.List;
import java.util.Optional;

/** Knows which pods are to be placed together, or not at all. */
public interface GroupingPlugin extends Plugin {
  /**
   * @param least how many of the group must have a node before any more are bound
   * @param placed how many have one: bound, or on their way
   * @param unplaced the others, the pod that was asked for with them
   */
  record Group(ObjectName name, int least, int placed, List<ObjectName> unplaced) {
    public Group {
      unplaced = List.copyOf(unplaced);
    }
  }

  /** Empty: the pod is on its own. Cycle thread only. */
  Optional<Group> groupOf(PodView pod);

  /**
   * What came of an attempt at the group.
   *
   * @param message why it was not placed; "" where it was
   * @return the call to the API server that says so; empty: it knows
   */
  Optional<Runnable> decided(ObjectName group, boolean isPlaced, String message);
}
