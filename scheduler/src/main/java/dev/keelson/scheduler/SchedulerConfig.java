package dev.keelson.scheduler;

import dev.keelson.apiserver.model.json.BadJson;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.yaml.BadYaml;
import dev.keelson.apiserver.model.yaml.YamlReader;
import dev.keelson.scheduler.config.BadConfig;
import dev.keelson.scheduler.config.ClientConnection;
import dev.keelson.scheduler.config.ExtenderConfig;
import dev.keelson.scheduler.config.LeaderElectionConfig;
import dev.keelson.scheduler.config.ProfileConfig;
import dev.keelson.scheduler.config.SchedulerConfigReader;
import dev.keelson.scheduler.plugin.PluginRegistry;
import dev.keelson.scheduler.plugins.DefaultPlugins;
import dev.keelson.scheduler.plugins.gang.GangScheduling;
import dev.keelson.scheduler.queue.QueueOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * All that can be said to a scheduler.
 *
 * @param parallelism upstream's threads; kept, and not used: a cycle is one thread's
 * @param percentageOfNodesToScore 0: by the size of the cluster
 * @param maxUnschedulable after which a pod is tried again whatever happened
 * @param registry the plugins that profiles may name
 * @param random breaks ties
 */
public record SchedulerConfig(
    List<ProfileConfig> profiles,
    List<ExtenderConfig> extenders,
    int parallelism,
    int percentageOfNodesToScore,
    Duration initialBackoff,
    Duration maxBackoff,
    Duration maxUnschedulable,
    LeaderElectionConfig leaderElection,
    ClientConnection clientConnection,
    PluginRegistry registry,
    RandomGenerator random) {
  public SchedulerConfig {
    profiles = List.copyOf(profiles);
    extenders = List.copyOf(extenders);
  }

  public static SchedulerConfig defaults() {
    return of(JsonObject.EMPTY);
  }

  /**
   * @param text a {@code KubeSchedulerConfiguration} of v1, as YAML or JSON
   * @throws BadConfig it is none, or cannot be
   */
  public static SchedulerConfig parse(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      JsonValue tree =
          text.stripLeading().startsWith("{")
              ? JsonReader.read(bytes)
              : YamlReader.read(bytes, _ -> {});
      if (tree instanceof JsonObject object) {
        SchedulerConfigReader.checkKind(object);
        return of(object);
      }
    } catch (BadJson | BadYaml e) {
      throw new BadConfig("cannot be read: " + e.getMessage());
    }
    throw new BadConfig("no object");
  }

  private static SchedulerConfig of(JsonObject tree) {
    SchedulerConfigReader reader = new SchedulerConfigReader(tree);
    return new SchedulerConfig(
        reader.profiles(),
        reader.extenders(),
        reader.parallelism(),
        reader.percentageOfNodesToScore(),
        reader.initialBackoff(),
        reader.maxBackoff(),
        QueueOptions.MAX_UNSCHEDULABLE,
        reader.leaderElection(),
        reader.clientConnection(),
        DefaultPlugins.registry(),
        RandomGenerator.getDefault());
  }

  /**
   * With upstream's gates GenericWorkload and GangScheduling open: pods of a PodGroup are placed
   * together. The API server must serve {@code scheduling.k8s.io/v1alpha2}.
   */
  public SchedulerConfig withGangs() {
    return new SchedulerConfig(
        profiles.stream().map(each -> each.with(GangScheduling.NAME)).toList(),
        extenders,
        parallelism,
        percentageOfNodesToScore,
        initialBackoff,
        maxBackoff,
        maxUnschedulable,
        leaderElection,
        clientConnection,
        registry,
        random);
  }

  public SchedulerConfig withRegistry(PluginRegistry other) {
    return new SchedulerConfig(
        profiles,
        extenders,
        parallelism,
        percentageOfNodesToScore,
        initialBackoff,
        maxBackoff,
        maxUnschedulable,
        leaderElection,
        clientConnection,
        other,
        random);
  }

  public SchedulerConfig withRandom(RandomGenerator other) {
    return new SchedulerConfig(
        profiles,
        extenders,
        parallelism,
        percentageOfNodesToScore,
        initialBackoff,
        maxBackoff,
        maxUnschedulable,
        leaderElection,
        clientConnection,
        registry,
        other);
  }
}
