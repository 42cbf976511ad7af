package dev.keelson.scheduler.config;

import dev.keelson.apiserver.model.json.JsonObject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The parts of a {@code KubeSchedulerConfiguration}, completed and checked. */
public final class SchedulerConfigReader {
  private static final String API_VERSION = "kubescheduler.config.k8s.io/v1";
  private static final String KIND = "KubeSchedulerConfiguration";

  private final JsonObject tree;

  public SchedulerConfigReader(JsonObject tree) {
    this.tree = tree;
  }

  /**
   * @throws BadConfig it is another kind
   */
  public static void checkKind(JsonObject tree) {
    if (!tree.text("kind").equals(KIND) || !tree.text("apiVersion").equals(API_VERSION)) {
      throw new BadConfig(
          "no kind \"%s\" is registered for version \"%s\"; want %s of %s"
              .formatted(tree.text("kind"), tree.text("apiVersion"), KIND, API_VERSION));
    }
  }

  public List<ProfileConfig> profiles() {
    List<JsonObject> written = tree.array("profiles").objects().toList();
    if (written.isEmpty()) {
      return List.of(ProfileConfig.defaults());
    }
    String otherwise = written.size() == 1 ? ProfileConfig.DEFAULT_NAME : "";
    List<ProfileConfig> profiles =
        written.stream().map(each -> ProfileConfig.of(each, otherwise)).toList();
    Set<String> names = new HashSet<>();
    for (ProfileConfig each : profiles) {
      if (each.schedulerName().isEmpty()) {
        throw new BadConfig("profiles: schedulerName: Required value");
      }
      if (!names.add(each.schedulerName())) {
        throw new BadConfig(
            "profiles: schedulerName: Duplicate value: \"" + each.schedulerName() + "\"");
      }
    }
    return profiles;
  }

  public List<ExtenderConfig> extenders() {
    List<ExtenderConfig> extenders =
        tree.array("extenders").objects().map(ExtenderConfig::of).toList();
    if (extenders.stream().filter(each -> !each.bindVerb().isEmpty()).count() > 1) {
      throw new BadConfig("extenders: Invalid value: found more than one extender with bind");
    }
    return extenders;
  }

  public int parallelism() {
    return (int) atLeast("parallelism", 16, 1);
  }

  public int percentageOfNodesToScore() {
    return SchedulerFields.percentage(tree).orElse(0);
  }

  public Duration initialBackoff() {
    return Duration.ofSeconds(atLeast("podInitialBackoffSeconds", 1, 1));
  }

  public Duration maxBackoff() {
    long seconds = tree.number("podMaxBackoffSeconds", 10);
    if (seconds < initialBackoff().toSeconds()) {
      throw new BadConfig(
          "podMaxBackoffSeconds: Invalid value: "
              + seconds
              + ": must be greater than or equal to PodInitialBackoffSeconds");
    }
    return Duration.ofSeconds(seconds);
  }

  public LeaderElectionConfig leaderElection() {
    return LeaderElectionConfig.of(tree.object("leaderElection"));
  }

  public ClientConnection clientConnection() {
    return ClientConnection.of(tree.object("clientConnection"));
  }

  private long atLeast(String field, long otherwise, long least) {
    long value = tree.number(field, otherwise);
    if (value < least) {
      throw new BadConfig(field + ": Invalid value: " + value + ": must be greater than 0");
    }
    return value;
  }
}
