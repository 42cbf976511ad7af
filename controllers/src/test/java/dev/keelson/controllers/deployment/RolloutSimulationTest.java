package dev.keelson.controllers.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.controllers.deployment.DeploymentPlan.Write;
import dev.keelson.controllers.pod.TestPods;
import dev.keelson.controllers.pod.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeTry;

/**
 * A rollout over sets whose pods become ready at random, by a controller that may die after each of
 * its writes.
 */
class RolloutSimulationTest {
  private ApiObject deployment = InMemoryCluster.object("{}");

  /** Sets by name, and how many of each one's pods are ready, of how many. */
  private final Map<String, ApiObject> sets = new TreeMap<>();

  private final Map<String, int[]> pods = new LinkedHashMap<>();
  private Instant now = TestPods.START;
  private int serial;

  @BeforeTry
  void begin() {
    sets.clear();
    pods.clear();
    now = TestPods.START;
    serial = 0;
  }

  @Property(tries = 80)
  void a_rollout_stays_within_its_bounds(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 10) int replicas,
      @ForAll @IntRange(max = 3) int surge,
      @ForAll @IntRange(max = 3) int unavailable) {
    deploy(replicas, surge, unavailable);
    finish();
    Random random = new Random(seed);
    DeploymentView view = new DeploymentView(deployment);
    int most = replicas + view.maxSurge();
    int least = replicas - view.maxUnavailable();
    for (int template = 2; template <= 4; template++) {
      setTemplate(template);
      for (int i = 0; i < 60; i++) {
        disturb(random);
        assertThat(wanted()).isLessThanOrEqualTo(most);
        assertThat(ready()).isGreaterThanOrEqualTo(least);
      }
    }
    finish();
    assertThat(newest()).isEqualTo(List.of(replicas));
  }

  @Property(tries = 60)
  void scaled_in_the_middle_it_ends_all_the_same(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 10) int replicas,
      @ForAll @IntRange(max = 12) int later,
      @ForAll @IntRange(max = 3) int surge) {
    deploy(replicas, surge, 1);
    Random random = new Random(seed);
    for (int i = 0; i < 30; i++) {
      disturb(random);
    }
    setTemplate(2);
    for (int i = 0; i < 10; i++) {
      disturb(random);
    }
    deployment = deployment.withSpec(spec -> spec.with("replicas", later)).withGeneration(99);
    for (int i = 0; i < 10; i++) {
      disturb(random);
      assertThat(sets).hasSizeLessThanOrEqualTo(2);
    }
    finish();
    assertThat(newest()).isEqualTo(List.of(later));
    assertThat(StatusDraft.isComplete(new DeploymentView(deployment))).isTrue();
  }

  private void deploy(int replicas, int surge, int unavailable) {
    deployment =
        InMemoryCluster.object(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: default, uid: d, generation: 1}
            spec:
              replicas: %d
              progressDeadlineSeconds: 600
              revisionHistoryLimit: 10
              selector: {matchLabels: {app: web}}
              strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: %d, maxUnavailable: %d}}
              template: {metadata: {labels: {app: web}}, spec: {nodeName: "1"}}
            """
                .formatted(replicas, surge, unavailable));
  }

  private void setTemplate(int number) {
    deployment =
        deployment
            .withSpec(
                spec ->
                    spec.withAt(
                        JsonString.of(Integer.toString(number)), "template", "spec", "nodeName"))
            .withGeneration(deployment.generation() + 1);
  }

  private void disturb(Random random) {
    now = now.plusSeconds(1);
    switch (random.nextInt(3)) {
      case 0 -> pass(random.nextInt(4));
      case 1 -> keepSets();
      default ->
          pods.values().stream()
              .filter(each -> each[0] < each[1])
              .findFirst()
              .ifPresent(each -> each[0]++);
    }
  }

  private void finish() {
    for (int i = 0; i < 80 && !(isSettled() && plan().isEmpty()); i++) {
      now = now.plusSeconds(1);
      pass(Integer.MAX_VALUE);
      keepSets();
      pods.values().forEach(each -> each[0] = each[1]);
      keepSets();
    }
    assertThat(plan().isEmpty()).isTrue();
  }

  /** Nothing is to come but from the controller. */
  private boolean isSettled() {
    return !sets.isEmpty()
        && sets.values().stream()
            .map(OwnedSet::new)
            .allMatch(set -> set.available() == set.replicas() && set.existing() == set.replicas());
  }

  private DeploymentPlan plan() {
    List<OwnedSet> owned = sets.values().stream().map(OwnedSet::new).toList();
    return Rollout.plan(new DeploymentView(deployment), owned, _ -> false, now);
  }

  /**
   * @param writes after which the controller dies
   */
  private void pass(int writes) {
    DeploymentPlan plan = plan();
    List<Runnable> all = new ArrayList<>();
    plan.creation().ifPresent(write -> all.add(() -> create(write)));
    plan.updates().forEach(write -> all.add(() -> update(write)));
    plan.deletions().forEach(set -> all.add(() -> sets.remove(set.name())));
    plan.status().ifPresent(status -> all.add(() -> deployment = status));
    all.stream().limit(writes).forEach(Runnable::run);
  }

  private void create(Write write) {
    ApiObject set = write.object();
    assertThat(sets).doesNotContainKey(set.name());
    sets.put(
        set.name(),
        set.withMetadata(
                metadata ->
                    metadata.with("uid", "s" + serial++).with("creationTimestamp", Times.text(now)))
            .withGeneration(1));
  }

  private void update(Write write) {
    ApiObject set = write.object();
    sets.put(set.name(), set.withGeneration(set.generation() + 1));
  }

  /** As the controller of sets does: those that are not ready go first. */
  private void keepSets() {
    sets.replaceAll(
        (name, set) -> {
          int wanted = new OwnedSet(set).replicas();
          int[] own = pods.computeIfAbsent(name, _ -> new int[2]);
          own[1] = wanted;
          own[0] = Math.min(own[0], wanted);
          JsonObject status =
              JsonObject.builder()
                  .put("replicas", own[1])
                  .put("readyReplicas", own[0])
                  .put("availableReplicas", own[0])
                  .put("terminatingReplicas", 0)
                  .put("observedGeneration", set.generation())
                  .build();
          return set.with("status", status);
        });
  }

  private int wanted() {
    return sets.values().stream().mapToInt(each -> new OwnedSet(each).replicas()).sum();
  }

  private int ready() {
    return pods.values().stream().mapToInt(each -> each[0]).sum();
  }

  /** Sizes of those sets that have any; a deployment of none has the newest, which is empty. */
  private List<Integer> newest() {
    JsonObject template = new DeploymentView(deployment).template();
    assertThat(sets.values().stream().map(OwnedSet::new))
        .allMatch(set -> Draft.isSame(set.template(), template) || set.replicas() == 0);
    return sets.values().stream()
        .map(OwnedSet::new)
        .filter(set -> Draft.isSame(set.template(), template))
        .map(OwnedSet::replicas)
        .toList();
  }
}
