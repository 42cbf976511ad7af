package dev.keelson.scheduler.framework;

import dev.keelson.scheduler.config.BadConfig;
import dev.keelson.scheduler.config.ExtensionPoint;
import dev.keelson.scheduler.config.PluginSet;
import dev.keelson.scheduler.config.ProfileConfig;
import dev.keelson.scheduler.plugin.BindPlugin;
import dev.keelson.scheduler.plugin.FilterPlugin;
import dev.keelson.scheduler.plugin.PermitPlugin;
import dev.keelson.scheduler.plugin.Plugin;
import dev.keelson.scheduler.plugin.PostBindPlugin;
import dev.keelson.scheduler.plugin.PostFilterPlugin;
import dev.keelson.scheduler.plugin.PreBindPlugin;
import dev.keelson.scheduler.plugin.PreEnqueuePlugin;
import dev.keelson.scheduler.plugin.PreFilterPlugin;
import dev.keelson.scheduler.plugin.PreScorePlugin;
import dev.keelson.scheduler.plugin.QueueSortPlugin;
import dev.keelson.scheduler.plugin.ReservePlugin;
import dev.keelson.scheduler.plugin.ScorePlugin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which plugins of a profile work where, in which order: first those that a point names although
 * multiPoint has them, then the rest of multiPoint, then what only the point names.
 */
final class PluginsByPoint {
  private final ProfileConfig config;
  private final Function<String, Optional<Plugin>> make;
  private final Map<String, Plugin> made = new LinkedHashMap<>();

  /**
   * @param make a plugin by its name, once each; empty: there is none of that name
   */
  PluginsByPoint(ProfileConfig config, Function<String, Optional<Plugin>> make) {
    this.config = config;
    this.make = make;
  }

  private static Class<? extends Plugin> type(ExtensionPoint point) {
    return switch (point) {
      case PRE_ENQUEUE -> PreEnqueuePlugin.class;
      case QUEUE_SORT -> QueueSortPlugin.class;
      case PRE_FILTER -> PreFilterPlugin.class;
      case FILTER -> FilterPlugin.class;
      case POST_FILTER -> PostFilterPlugin.class;
      case PRE_SCORE -> PreScorePlugin.class;
      case SCORE -> ScorePlugin.class;
      case RESERVE -> ReservePlugin.class;
      case PERMIT -> PermitPlugin.class;
      case PRE_BIND -> PreBindPlugin.class;
      case BIND -> BindPlugin.class;
      case POST_BIND -> PostBindPlugin.class;
    };
  }

  private Plugin plugin(String name) {
    Plugin known = made.get(name);
    if (known == null) {
      known =
          make.apply(name)
              .orElseThrow(
                  () ->
                      new BadConfig(
                          "profile %s: plugin \"%s\" does not exist"
                              .formatted(config.schedulerName(), name)));
      made.put(name, known);
    }
    return known;
  }

  /** All that were made, in the order in which they were first named. */
  List<Plugin> all() {
    return List.copyOf(made.values());
  }

  /** Those of one point, with their weights. */
  <T extends Plugin> Map<T, Integer> at(ExtensionPoint point, Class<T> type) {
    PluginSet own = config.at(point);
    Map<String, Integer> weights = new LinkedHashMap<>();
    List<String> multi = multiPoint(point);
    for (PluginSet.Choice each : own.enabled()) {
      if (multi.contains(each.name())) {
        weights.put(each.name(), each.weight());
      }
    }
    for (PluginSet.Choice each : config.multiPoint().enabled()) {
      if (multi.contains(each.name()) && !own.disables(each.name())) {
        weights.putIfAbsent(each.name(), each.weight());
      }
    }
    for (PluginSet.Choice each : own.enabled()) {
      weights.putIfAbsent(each.name(), each.weight());
    }
    Map<T, Integer> found = new LinkedHashMap<>();
    weights.forEach(
        (name, weight) -> {
          Plugin plugin = plugin(name);
          if (!type.isInstance(plugin)) {
            throw new BadConfig(
                "plugin \"%s\" does not extend %s plugin".formatted(name, point.label()));
          }
          found.put(type.cast(plugin), weight);
        });
    return found;
  }

  private List<String> multiPoint(ExtensionPoint point) {
    List<String> names = new ArrayList<>();
    for (PluginSet.Choice each : config.multiPoint().enabled()) {
      if (type(point).isInstance(plugin(each.name()))) {
        names.add(each.name());
      }
    }
    return names;
  }
}
