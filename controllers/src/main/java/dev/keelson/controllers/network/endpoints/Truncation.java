package dev.keelson.controllers.network.endpoints;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.List;

/** An Endpoints object of more than a thousand addresses has a part of each subset: ready first. */
final class Truncation {
  static final int CAPACITY = 1000;
  static final String ANNOTATION = "endpoints.kubernetes.io/over-capacity";
  static final String VALUE = "truncated";

  private Truncation() {}

  /** Itself where it fits. */
  static JsonArray of(JsonArray subsets) {
    int ready = count(subsets, "addresses");
    int notReady = count(subsets, "notReadyAddresses");
    if (ready + notReady <= CAPACITY) {
      return subsets;
    }
    if (ready > CAPACITY) {
      JsonArray onlyReady = subsets.mapObjects(each -> each.without("notReadyAddresses"));
      return share(onlyReady, "addresses", ready, CAPACITY);
    }
    return share(subsets, "notReadyAddresses", notReady, CAPACITY - ready);
  }

  private static int count(JsonArray subsets, String list) {
    return subsets.objects().mapToInt(each -> each.array(list).size()).sum();
  }

  /** To each its part, rounded up; what that takes too much, the last lacks. */
  private static JsonArray share(JsonArray subsets, String list, int total, int room) {
    int[] left = {room};
    return subsets.mapObjects(
        subset -> {
          int here = subset.array(list).size();
          int part = Math.min(left[0], (int) Math.ceil((double) here / total * room));
          JsonObject cut = cut(subset, list, part);
          left[0] -= cut.array(list).size();
          return cut;
        });
  }

  private static JsonObject cut(JsonObject subset, String list, int most) {
    JsonArray all = subset.array(list);
    if (all.size() <= most) {
      return subset;
    }
    return most == 0
        ? subset.without(list)
        : subset.with(list, new JsonArray(List.copyOf(all.values().subList(0, most))));
  }
}
