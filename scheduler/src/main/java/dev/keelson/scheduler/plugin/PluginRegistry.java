package dev.keelson.scheduler.plugin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which plugins there are. Immutable. */
public final class PluginRegistry {
  public static final PluginRegistry EMPTY = new PluginRegistry(Map.of());

  private final Map<String, PluginFactory> factories;

  private PluginRegistry(Map<String, PluginFactory> factories) {
    this.factories = factories;
  }

  /**
   * @throws IllegalArgumentException there is one of that name
   */
  public PluginRegistry with(String name, PluginFactory factory) {
    if (factories.containsKey(name)) {
      throw new IllegalArgumentException("a plugin named " + name + " already exists");
    }
    Map<String, PluginFactory> more = new LinkedHashMap<>(factories);
    more.put(name, factory);
    return new PluginRegistry(more);
  }

  public Optional<PluginFactory> find(String name) {
    return Optional.ofNullable(factories.get(name));
  }

  public Set<String> names() {
    return factories.keySet();
  }
}
