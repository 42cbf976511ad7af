package dev.keelson.scheduler.plugin;

import dev.keelson.scheduler.view.PodView;
import java.util.List;

/** What would have to go from a node. */
public record Victims(List<PodView> pods, int pdbViolations) {
  public Victims {
    pods = List.copyOf(pods);
  }
}
