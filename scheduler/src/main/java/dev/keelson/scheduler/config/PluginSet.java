package dev.keelson.scheduler.config;

import dev.keelson.apiserver.model.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Plugins switched on and off at one point.
 *
 * @param disabled {@code *}: all
 */
public record PluginSet(List<Choice> enabled, List<String> disabled) {
  public static final PluginSet NONE = new PluginSet(List.of(), List.of());

  /**
   * @param weight of its score; 0: not said
   */
  public record Choice(String name, int weight) {}

  public PluginSet {
    enabled = List.copyOf(enabled);
    disabled = List.copyOf(disabled);
  }

  static PluginSet of(JsonObject set) {
    return new PluginSet(
        set.array("enabled")
            .objects()
            .map(each -> new Choice(each.text("name"), (int) each.number("weight", 0)))
            .toList(),
        set.array("disabled").objects().map(each -> each.text("name")).toList());
  }

  public boolean disables(String plugin) {
    return disabled.contains("*") || disabled.contains(plugin);
  }

  /**
   * The defaults with this on top: what it disables is gone, what it enables again has its new
   * weight in its old place, what is new comes last.
   */
  PluginSet over(PluginSet defaults) {
    List<Choice> all = new ArrayList<>();
    List<Choice> more = new ArrayList<>(enabled);
    for (Choice each : defaults.enabled) {
      if (disables(each.name())) {
        continue;
      }
      Choice taken = each;
      for (Choice own : enabled) {
        if (own.name().equals(each.name())) {
          taken = own;
          more.remove(own);
        }
      }
      all.add(taken);
    }
    all.addAll(more);
    return new PluginSet(all, disabled);
  }
}
