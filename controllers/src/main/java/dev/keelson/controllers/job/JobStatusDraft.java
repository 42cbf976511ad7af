package dev.keelson.controllers.job;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.pod.Times;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** A Job's status as a pass changes it, until it is written. One thread. */
final class JobStatusDraft {
  private JsonObject tree;
  private Uncounted uncounted;

  JobStatusDraft(JsonObject status) {
    this.tree = status;
    this.uncounted = Uncounted.of(status);
  }

  JsonObject toJson() {
    return tree.with("uncountedTerminatedPods", uncounted.toJson());
  }

  Optional<Instant> startTime() {
    return Times.parse(tree.text("startTime"));
  }

  void setStartTime(Instant time) {
    tree = tree.with("startTime", Times.text(time));
  }

  void clearStartTime() {
    tree = tree.without("startTime");
  }

  void setCompletionTime(Instant time) {
    tree = tree.with("completionTime", Times.text(time));
  }

  void setPods(int active, int ready, int terminating) {
    tree = number(tree, "active", active);
    tree = tree.with("ready", ready).with("terminating", terminating);
  }

  private static JsonObject number(JsonObject tree, String name, long value) {
    return value == 0 ? tree.without(name) : tree.with(name, value);
  }

  JsonArray conditions() {
    return tree.array("conditions");
  }

  /** Whether that changed anything. */
  boolean ensure(JsonObject condition) {
    JsonArray before = conditions();
    JsonArray after = JobConditions.ensure(before, condition);
    if (after == before) {
      return false;
    }
    tree = tree.with("conditions", after);
    return true;
  }

  Uncounted uncounted() {
    return uncounted;
  }

  void setUncounted(Uncounted now) {
    uncounted = now;
  }

  /** Those that have lost their finalizer become part of the sums. */
  void sumUp(Set<String> tracked) {
    Uncounted left = uncounted.only(tracked);
    tree =
        number(
            tree,
            "succeeded",
            tree.number("succeeded", 0) + uncounted.succeeded().size() - left.succeeded().size());
    tree =
        number(
            tree,
            "failed",
            tree.number("failed", 0) + uncounted.failed().size() - left.failed().size());
    uncounted = left;
  }

  void setIndexes(IndexIntervals succeeded, Optional<IndexIntervals> failed) {
    tree = number(tree, "succeeded", succeeded.total());
    tree =
        succeeded.isEmpty()
            ? tree.without("completedIndexes")
            : tree.with("completedIndexes", succeeded.toString());
    tree =
        failed
            .map(each -> tree.with("failedIndexes", each.toString()))
            .orElseGet(() -> tree.without("failedIndexes"));
  }
}
