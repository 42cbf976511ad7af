package dev.keelson.scheduler.plugin;

import dev.keelson.apiserver.model.json.JsonObject;

/** Makes a plugin for a profile. */
@FunctionalInterface
public interface PluginFactory {
  /**
   * @param args {@code pluginConfig[].args} of the KubeSchedulerConfiguration; empty: the defaults
   * @throws IllegalArgumentException the arguments are wrong; the message says which
   */
  Plugin make(JsonObject args, PluginContext context);
}
