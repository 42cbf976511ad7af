package dev.keelson.controllers.deployment;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.controllers.pod.Times;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/** A ReplicaSet of a Deployment. */
record OwnedSet(ApiObject object) {
  static final Comparator<OwnedSet> OLDEST_FIRST =
      Comparator.comparing(OwnedSet::created).thenComparing(OwnedSet::name);

  /** The larger first; of equal ones the older. */
  static final Comparator<OwnedSet> LARGEST_OLDER_FIRST =
      Comparator.comparingInt(OwnedSet::replicas).reversed().thenComparing(OLDEST_FIRST);

  /** The larger first; of equal ones the newer. */
  static final Comparator<OwnedSet> LARGEST_NEWER_FIRST =
      Comparator.comparingInt(OwnedSet::replicas).reversed().thenComparing(OLDEST_FIRST.reversed());

  static final Comparator<OwnedSet> BY_REVISION =
      Comparator.comparingLong((OwnedSet each) -> each.revision().orElse(0))
          .thenComparing(OLDEST_FIRST);

  String name() {
    return object.name();
  }

  Instant created() {
    return Times.created(object);
  }

  /** Wanted. */
  int replicas() {
    return (int) object.spec().number("replicas", 1);
  }

  boolean isActive() {
    return replicas() > 0;
  }

  OwnedSet withReplicas(int count) {
    return new OwnedSet(object.withSpec(spec -> spec.with("replicas", JsonLong.of(count))));
  }

  long minReadySeconds() {
    return object.spec().number("minReadySeconds", 0);
  }

  OwnedSet withMinReadySeconds(long seconds) {
    return new OwnedSet(
        object.withSpec(
            spec ->
                seconds == 0
                    ? spec.without("minReadySeconds")
                    : spec.with("minReadySeconds", seconds)));
  }

  JsonObject template() {
    return object.spec().object("template");
  }

  String annotation(String name) {
    return object.metadata().object("annotations").text(name);
  }

  boolean hasAnnotation(String name) {
    return object.metadata().object("annotations").has(name);
  }

  OwnedSet withAnnotation(String name, String value) {
    return annotation(name).equals(value) && hasAnnotation(name)
        ? this
        : new OwnedSet(
            object.withMetadata(
                metadata -> metadata.withAt(JsonString.of(value), "annotations", name)));
  }

  /** 0 where there is none; empty where it is no number. */
  OptionalLong revision() {
    return hasAnnotation(Annotations.REVISION)
        ? number(annotation(Annotations.REVISION))
        : OptionalLong.of(0);
  }

  /** Of the deployment when it was scaled last. */
  OptionalLong desired() {
    return number(annotation(Annotations.DESIRED));
  }

  OptionalLong maxReplicas() {
    return number(annotation(Annotations.MAX));
  }

  private static OptionalLong number(String text) {
    try {
      long value = Long.parseLong(text);
      return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  /** Counts of its status. */
  int existing() {
    return count("replicas");
  }

  int ready() {
    return count("readyReplicas");
  }

  int available() {
    return count("availableReplicas");
  }

  private int count(String name) {
    return (int) object.status().number(name, 0);
  }

  long observedGeneration() {
    return object.status().number("observedGeneration", 0);
  }

  OptionalLong terminating() {
    return object.status().isSet("terminatingReplicas")
        ? OptionalLong.of(object.status().number("terminatingReplicas", 0))
        : OptionalLong.empty();
  }

  static int replicasOf(List<OwnedSet> sets) {
    return sets.stream().mapToInt(OwnedSet::replicas).sum();
  }

  static int availableOf(List<OwnedSet> sets) {
    return sets.stream().mapToInt(OwnedSet::available).sum();
  }

  static List<OwnedSet> active(List<OwnedSet> sets) {
    return sets.stream().filter(OwnedSet::isActive).toList();
  }
}
