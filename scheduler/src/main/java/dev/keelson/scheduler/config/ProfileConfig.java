package dev.keelson.scheduler.config;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.scheduler.plugins.DefaultPlugins;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * How pods of one {@code schedulerName} are scheduled.
 *
 * @param multiPoint plugins enabled at all points they have, defaults included
 * @param points what is said of single points
 * @param args by plugin, as written
 */
public record ProfileConfig(
    String schedulerName,
    OptionalInt percentageOfNodesToScore,
    PluginSet multiPoint,
    Map<ExtensionPoint, PluginSet> points,
    Map<String, JsonObject> args) {
  /** In order, with their weights. */
  static final PluginSet DEFAULT_PLUGINS =
      new PluginSet(
          DefaultPlugins.enabled().stream()
              .map(each -> new PluginSet.Choice(each.name(), each.weight()))
              .toList(),
          List.of());

  public static final String DEFAULT_NAME = "default-scheduler";

  public ProfileConfig {
    points = Map.copyOf(points);
    args = Map.copyOf(args);
  }

  static ProfileConfig defaults() {
    return of(JsonObject.EMPTY, DEFAULT_NAME);
  }

  /**
   * @param otherwise its name where it says none
   */
  static ProfileConfig of(JsonObject profile, String otherwise) {
    JsonObject plugins = profile.object("plugins");
    Map<ExtensionPoint, PluginSet> points = new EnumMap<>(ExtensionPoint.class);
    for (ExtensionPoint each : ExtensionPoint.values()) {
      if (plugins.isSet(each.field())) {
        points.put(each, PluginSet.of(plugins.object(each.field())));
      }
    }
    Map<String, JsonObject> args = new LinkedHashMap<>();
    profile
        .array("pluginConfig")
        .objects()
        .forEach(
            each -> {
              if (args.put(each.text("name"), each.object("args")) != null) {
                throw new BadConfig(
                    "pluginConfig: repeated config for plugin " + each.text("name"));
              }
            });
    return new ProfileConfig(
        profile.text("schedulerName", otherwise),
        SchedulerFields.percentage(profile),
        PluginSet.of(plugins.object("multiPoint")).over(DEFAULT_PLUGINS),
        points,
        args);
  }

  /** With one plugin more, after all others; unless it is there, or switched off. */
  public ProfileConfig with(String plugin) {
    boolean isThere = multiPoint.enabled().stream().anyMatch(each -> each.name().equals(plugin));
    if (isThere || multiPoint.disables(plugin)) {
      return this;
    }
    List<PluginSet.Choice> more = new ArrayList<>(multiPoint.enabled());
    more.add(new PluginSet.Choice(plugin, 0));
    return new ProfileConfig(
        schedulerName,
        percentageOfNodesToScore,
        new PluginSet(more, multiPoint.disabled()),
        points,
        args);
  }

  public PluginSet at(ExtensionPoint point) {
    return points.getOrDefault(point, PluginSet.NONE);
  }

  public JsonObject argsOf(String plugin) {
    return args.getOrDefault(plugin, JsonObject.EMPTY);
  }
}
