package dev.keelson.controllers.deployment;

import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.controllers.deployment.DeploymentPlan.Write;
import dev.keelson.controllers.pod.OwnerRefs;
import dev.keelson.controllers.pod.SameTemplate;
import dev.keelson.controllers.pod.TemplateHash;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A deployment and its sets as one pass changes them, before anything is written. Several changes
 * of one set become one write. One thread, one pass.
 */
final class Draft {
  /** Bytes of an object's name. */
  private static final int LONGEST_NAME = 253;

  private final DeploymentView before;
  private final Instant now;
  private final Map<String, OwnedSet> sets = new LinkedHashMap<>();
  private final Map<String, OwnedSet> known = new LinkedHashMap<>();
  private final Map<String, EventNote> notes = new LinkedHashMap<>();
  private final List<OwnedSet> deletions = new ArrayList<>();
  private final List<EventNote> events = new ArrayList<>();
  private DeploymentView deployment;
  private Optional<String> newest;
  private Optional<String> created = Optional.empty();
  private Optional<Write> update = Optional.empty();

  /**
   * @param owned all of the deployment's sets
   */
  Draft(DeploymentView deployment, List<OwnedSet> owned, Instant now) {
    this.before = deployment;
    this.deployment = deployment;
    this.now = now;
    owned.stream()
        .sorted(OwnedSet.OLDEST_FIRST)
        .forEach(
            each -> {
              sets.put(each.name(), each);
              known.put(each.name(), each);
            });
    this.newest =
        sets.values().stream()
            .filter(each -> isSame(each.template(), deployment.template()))
            .map(OwnedSet::name)
            .findFirst();
  }

  static boolean isSame(JsonObject one, JsonObject other) {
    return SameTemplate.test(one, other, Annotations.HASH);
  }

  DeploymentView deployment() {
    return deployment;
  }

  Instant now() {
    return now;
  }

  /** The set of the deployment's template. */
  Optional<OwnedSet> newest() {
    return newest.flatMap(name -> Optional.ofNullable(sets.get(name)));
  }

  /** The others, the oldest first. */
  List<OwnedSet> old() {
    return sets.values().stream()
        .filter(each -> newest.filter(each.name()::equals).isEmpty())
        .toList();
  }

  List<OwnedSet> all() {
    return List.copyOf(sets.values());
  }

  void set(DeploymentView changed) {
    deployment = changed;
  }

  void condition(JsonObject condition) {
    deployment =
        deployment.withConditions(DeploymentConditions.with(deployment.conditions(), condition));
  }

  void progressing(String status, String reason, String message) {
    condition(
        DeploymentConditions.of(DeploymentConditions.PROGRESSING, status, reason, message, now));
  }

  void change(OwnedSet set) {
    sets.put(set.name(), set);
  }

  void delete(OwnedSet set) {
    deletions.add(set);
  }

  void tell(EventNote event) {
    events.add(event);
  }

  void replaceDeployment(ApiObject object, Optional<EventNote> note) {
    update = Optional.of(new Write(object, note));
  }

  /**
   * @return whether that changes its size
   */
  boolean scale(OwnedSet set, int size) {
    OwnedSet now = Revisions.sized(set.withReplicas(size), deployment);
    change(now);
    if (set.replicas() == size) {
      return false;
    }
    notes.put(set.name(), scaled(set.name(), set.replicas(), size));
    return true;
  }

  private EventNote scaled(String set, int from, int to) {
    return EventNote.normal(
        before.object(),
        "ScalingReplicaSet",
        "Scaled %s replica set %s from %d to %d"
            .formatted(from < to ? "up" : "down", set, from, to));
  }

  /** A set of the deployment's template, as large as may be beside the others. */
  OwnedSet create(long revision) {
    JsonObject plain = deployment.template();
    String hash = TemplateHash.of(plain, deployment.collisionCount());
    JsonObject template = plain.withAt(JsonString.of(hash), "metadata", "labels", Annotations.HASH);
    JsonObject metadata =
        JsonObject.builder()
            .put("name", name(hash))
            .put("namespace", before.object().namespace())
            .put("labels", template.objectAt("metadata", "labels"))
            .put("ownerReferences", JsonArray.of(OwnerRefs.toController(before.object())))
            .build();
    JsonObject.Builder spec = JsonObject.builder().put("replicas", 0);
    if (deployment.minReadySeconds() > 0) {
      spec.put("minReadySeconds", deployment.minReadySeconds());
    }
    spec.put(
            "selector",
            deployment.selector().withAt(JsonString.of(hash), "matchLabels", Annotations.HASH))
        .put("template", template);
    OwnedSet empty =
        new OwnedSet(
            new ApiObject(
                JsonObject.builder()
                    .put("apiVersion", "apps/v1")
                    .put("kind", "ReplicaSet")
                    .put("metadata", metadata)
                    .put("spec", spec.build())
                    .build()));
    int size = RollingUpdate.newSize(deployment, OwnedSet.replicasOf(all()), 0);
    OwnedSet set =
        Revisions.sized(
            Revisions.annotated(empty.withReplicas(size), deployment, revision), deployment);
    change(set);
    newest = Optional.of(set.name());
    created = newest;
    if (size > 0) {
      notes.put(set.name(), scaled(set.name(), 0, size));
    }
    return set;
  }

  private String name(String hash) {
    int longest = LONGEST_NAME - 1 - hash.length();
    String name = before.name();
    return (name.length() > longest ? name.substring(0, longest) : name) + "-" + hash;
  }

  /**
   * @param again of the progress deadline, where nothing changes
   */
  DeploymentPlan plan(Optional<Duration> again) {
    List<Write> updates = new ArrayList<>();
    Optional<Write> creation = Optional.empty();
    for (OwnedSet set : sets.values()) {
      Write write = new Write(set.object(), Optional.ofNullable(notes.get(set.name())));
      if (created.filter(set.name()::equals).isPresent()) {
        creation = Optional.of(write);
      } else if (!set.equals(known.get(set.name()))) {
        updates.add(write);
      }
    }
    boolean isTold = deployment.object().equals(before.object());
    return new DeploymentPlan(
        creation,
        updates,
        deletions,
        update,
        isTold || update.isPresent() ? Optional.empty() : Optional.of(deployment.object()),
        events,
        again);
  }
}
