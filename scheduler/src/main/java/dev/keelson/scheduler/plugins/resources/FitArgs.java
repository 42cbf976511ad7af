package dev.keelson.scheduler.plugins.resources;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.scheduler.plugins.match.Curve;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code NodeResourcesFitArgs}, read and checked. */
record FitArgs(Shortage shortage, ResourceScore score, ResourceWeights weights) {
  /** A curve's scores go to 10, a node's to 100. */
  private static final long SCALE = 10;

  /**
   * @throws IllegalArgumentException they are wrong; the message says where
   */
  static FitArgs of(JsonObject args) {
    Set<String> ignored = Set.copyOf(args.array("ignoredResources").texts().toList());
    Set<String> groups = Set.copyOf(args.array("ignoredResourceGroups").texts().toList());
    for (String group : groups) {
      if (group.contains("/")) {
        throw new IllegalArgumentException(
            "ignoredResourceGroups: Invalid value: \"%s\": resource group name can't contain '/'"
                .formatted(group));
      }
    }
    JsonObject strategy = args.object("scoringStrategy");
    String type = strategy.text("type", "LeastAllocated");
    boolean isShaped = type.equals("RequestedToCapacityRatio");
    if (!isShaped && strategy.isSet("requestedToCapacityRatio")) {
      throw new IllegalArgumentException(
          "scoringStrategy.requestedToCapacityRatio: Forbidden: must be nil when type is not"
              + " RequestedToCapacityRatio");
    }
    ResourceScore score =
        switch (type) {
          case "LeastAllocated" -> new ResourceScore.Least();
          case "MostAllocated" -> new ResourceScore.Most();
          case "RequestedToCapacityRatio" -> shaped(strategy);
          default ->
              throw new IllegalArgumentException(
                  ("scoringStrategy.type: Unsupported value: \"%s\": supported values:"
                          + " \"LeastAllocated\", \"MostAllocated\", \"RequestedToCapacityRatio\"")
                      .formatted(type));
        };
    return new FitArgs(
        new Shortage(ignored, groups),
        score,
        ResourceWeights.of(strategy.array("resources"), "scoringStrategy.resources"));
  }

  private static ResourceScore shaped(JsonObject strategy) {
    String path = "scoringStrategy.requestedToCapacityRatio";
    if (!strategy.isSet("requestedToCapacityRatio")) {
      throw new IllegalArgumentException(
          path + ": Required value: must be specified when type is RequestedToCapacityRatio");
    }
    return new ResourceScore.Shaped(
        curve(strategy.object("requestedToCapacityRatio").array("shape"), path + ".shape"));
  }

  private static Curve curve(JsonArray shape, String path) {
    List<JsonObject> written = shape.objects().toList();
    if (written.isEmpty()) {
      throw new IllegalArgumentException(
          path + ": Required value: at least one point must be specified");
    }
    List<Curve.Point> points = new ArrayList<>();
    for (JsonObject each : written) {
      String here = path + "[" + points.size() + "].";
      long utilization = each.number("utilization", 0);
      long score = each.number("score", 0);
      check(utilization >= 0 && utilization <= 100, here + "utilization", utilization, "[0, 100]");
      check(score >= 0 && score <= SCALE, here + "score", score, "[0, 10]");
      if (!points.isEmpty() && points.getLast().utilization() >= utilization) {
        throw new IllegalArgumentException(
            "%sutilization: Invalid value: %d: values must be sorted in increasing order"
                .formatted(here, utilization));
      }
      points.add(new Curve.Point(utilization, score * SCALE));
    }
    return new Curve(points);
  }

  private static void check(boolean holds, String path, long value, String range) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s: Invalid value: %d: not in valid range %s".formatted(path, value, range));
    }
  }
}
