package dev.keelson.controllers;

import java.util.Map;

/**
 * kube-controller-manager's flags that a controller reads itself: {@code node-monitor-grace-period}
 * to its text. A controller asks with its default at hand; what a text means is its reader's
 * matter.
 */
public record ControllerOptions(Map<String, String> flags) {
  public static final ControllerOptions NONE = new ControllerOptions(Map.of());

  public ControllerOptions {
    flags = Map.copyOf(flags);
  }

  public String text(String flag, String otherwise) {
    return flags.getOrDefault(flag, otherwise);
  }
}
