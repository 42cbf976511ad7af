package dev.keelson.controllers.job;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Uids of pods whose end is written down but not part of a sum yet, since their finalizer may still
 * be there. Immutable.
 */
record Uncounted(List<String> succeeded, List<String> failed) {
  Uncounted {
    succeeded = List.copyOf(succeeded);
    failed = List.copyOf(failed);
  }

  static Uncounted of(JsonObject status) {
    JsonObject tree = status.object("uncountedTerminatedPods");
    return new Uncounted(
        tree.array("succeeded").texts().toList(), tree.array("failed").texts().toList());
  }

  int size() {
    return succeeded.size() + failed.size();
  }

  boolean isEmpty() {
    return size() == 0;
  }

  Uncounted with(List<String> moreSucceeded, List<String> moreFailed) {
    List<String> allSucceeded = new ArrayList<>(succeeded);
    allSucceeded.addAll(moreSucceeded);
    List<String> allFailed = new ArrayList<>(failed);
    allFailed.addAll(moreFailed);
    return new Uncounted(allSucceeded, allFailed);
  }

  /** Those alone that still have their finalizer. */
  Uncounted only(Set<String> tracked) {
    Set<String> kept = new HashSet<>(tracked);
    return new Uncounted(
        succeeded.stream().filter(kept::contains).toList(),
        failed.stream().filter(kept::contains).toList());
  }

  JsonObject toJson() {
    JsonObject.Builder tree = JsonObject.builder();
    if (!succeeded.isEmpty()) {
      tree.put("succeeded", JsonArray.ofText(succeeded));
    }
    if (!failed.isEmpty()) {
      tree.put("failed", JsonArray.ofText(failed));
    }
    return tree.build();
  }
}
