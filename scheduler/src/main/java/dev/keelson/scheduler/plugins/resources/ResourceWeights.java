package dev.keelson.scheduler.plugins.resources;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * The resources that a score looks at, and how much each counts.
 *
 * @param weights 1 to 100, one a name
 */
record ResourceWeights(List<String> names, long[] weights) {
  /** CPU and memory alike, as upstream's default has it. */
  static final ResourceWeights DEFAULT =
      new ResourceWeights(List.of("cpu", "memory"), new long[] {1, 1});

  /**
   * Of a {@code resources} argument; {@link #DEFAULT} where it is empty. A weight of 0 counts as 1.
   *
   * @param path where it stands, for messages
   * @throws IllegalArgumentException a weight outside its bounds
   */
  static ResourceWeights of(JsonArray resources, String path) {
    if (resources.isEmpty()) {
      return DEFAULT;
    }
    List<JsonObject> specs = resources.objects().toList();
    List<String> names = new ArrayList<>();
    long[] weights = new long[specs.size()];
    for (int i = 0; i < weights.length; i++) {
      String name = specs.get(i).text("name");
      long weight = specs.get(i).number("weight", 0);
      weights[i] = weight == 0 ? 1 : weight;
      if (weights[i] < 0 || weights[i] > 100) {
        throw new IllegalArgumentException(
            "%s[%d].weight: Invalid value: %d: resource weight of %s not in valid range (0, 100]"
                .formatted(path, i, weight, name));
      }
      names.add(name);
    }
    return new ResourceWeights(List.copyOf(names), weights);
  }

  int size() {
    return weights.length;
  }
}
