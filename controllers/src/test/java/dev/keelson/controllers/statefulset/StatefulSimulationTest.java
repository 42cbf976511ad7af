package dev.keelson.controllers.statefulset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.controllers.history.Revision;
import dev.keelson.controllers.pod.PodView;
import dev.keelson.controllers.pod.TestPods;
import dev.keelson.controllers.statefulset.StatefulPlan.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeTry;

/** Numbered pods that become ready, fail and end at random; the controller may die at each step. */
class StatefulSimulationTest {
  private ApiObject set = InMemoryCluster.object("{}");
  private Optional<Revision> current = Optional.empty();
  private final Map<String, PodView> pods = new HashMap<>();
  private int made;

  @BeforeTry
  void begin() {
    pods.clear();
    current = Optional.empty();
    made = 0;
  }

  @Property(tries = 80)
  void in_order_one_is_away_at_most(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int replicas,
      @ForAll @IntRange(max = 3) int start) {
    define(replicas, start, "OrderedReady");
    finish();
    Random random = new Random(seed);
    setTemplate("2");
    for (int i = 0; i < 60; i++) {
      disturb(random, false);
      assertThat(pods.values().stream().filter(StatefulSimulationTest::isUp).count())
          .isGreaterThanOrEqualTo(replicas - 1);
    }
    finish();
    assertUpdated(replicas, start);
  }

  @Property(tries = 80)
  void whatever_fails_it_ends_as_wanted(
      @ForAll long seed,
      @ForAll @IntRange(max = 6) int replicas,
      @ForAll @IntRange(max = 6) int later,
      @ForAll boolean isParallel) {
    define(replicas, 0, isParallel ? "Parallel" : "OrderedReady");
    Random random = new Random(seed);
    for (int i = 0; i < 30; i++) {
      disturb(random, true);
    }
    setTemplate("2");
    set = set.withSpec(spec -> spec.with("replicas", later));
    for (int i = 0; i < 30; i++) {
      disturb(random, true);
    }
    finish();
    assertUpdated(later, 0);
  }

  @Property(tries = 50)
  void a_partition_keeps_the_old_template(
      @ForAll @IntRange(min = 1, max = 6) int replicas, @ForAll @IntRange(max = 6) int partition) {
    define(replicas, 0, "OrderedReady");
    set =
        set.withSpec(
            spec ->
                spec.withAt(
                    JsonLong.of(partition), "updateStrategy", "rollingUpdate", "partition"));
    finish();
    Revision old = update();
    current = Optional.of(old);
    setTemplate("2");
    finish();
    for (PodView pod : pods.values()) {
      boolean isOld = pod.label(StatefulSetView.REVISION_LABEL).equals(old.name());
      assertThat(isOld).isEqualTo(Ordinals.of(pod.name()) < partition);
    }
  }

  private void define(int replicas, int start, String policy) {
    set =
        InMemoryCluster.object(
            """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: db, namespace: default, uid: s, generation: 1}
            spec:
              replicas: %d
              ordinals: {start: %d}
              podManagementPolicy: %s
              selector: {matchLabels: {app: db}}
              updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 0}}
              template: {metadata: {labels: {app: db}}, spec: {nodeName: "1"}}
            """
                .formatted(replicas, start, policy));
  }

  private void setTemplate(String number) {
    set = set.withSpec(spec -> spec.withAt(JsonString.of(number), "template", "spec", "nodeName"));
  }

  private Revision update() {
    return Revision.of(set, "hash", 1, OptionalLong.empty());
  }

  private static boolean isUp(PodView pod) {
    return pod.isReady() && pod.isActive();
  }

  private void disturb(Random random, boolean mayFail) {
    int what = random.nextInt(mayFail ? 4 : 3);
    if (what == 0) {
      pass(random.nextInt(3));
      return;
    }
    List<PodView> all = new ArrayList<>(pods.values());
    if (all.isEmpty()) {
      return;
    }
    PodView pod = all.get(random.nextInt(all.size()));
    if (pod.isBeingDeleted()) {
      pods.remove(pod.name());
    } else if (what == 3) {
      pods.put(pod.name(), TestPods.phase(TestPods.ready(pod, false, TestPods.START), "Failed"));
    } else if (!pod.isTerminal()) {
      pods.put(pod.name(), TestPods.ready(pod));
    }
  }

  private void finish() {
    for (int i = 0; i < 60 && !(isSettled() && plan().batches().isEmpty()); i++) {
      pass(Integer.MAX_VALUE);
      pods.values().removeIf(PodView::isBeingDeleted);
      // Of several failed pods beyond the last number an ordered set deletes none: people have to.
      pods.values().removeIf(pod -> pod.isTerminal() && !covers(pod));
      pods.replaceAll((_, pod) -> pod.isTerminal() ? pod : TestPods.ready(pod));
    }
    assertThat(plan().batches()).isEmpty();
  }

  /** Nothing is to come but from the controller. */
  private boolean isSettled() {
    return pods.values().stream().allMatch(StatefulSimulationTest::isUp);
  }

  private boolean covers(PodView pod) {
    return new StatefulSetView(set).covers(Ordinals.of(pod.name()));
  }

  private StatefulPlan plan() {
    return StatefulPlan.of(
        new World(
            new StatefulSetView(set),
            current.orElseGet(this::update),
            update(),
            pods.values().stream().sorted((a, b) -> a.name().compareTo(b.name())).toList(),
            _ -> Optional.empty(),
            TestPods.START));
  }

  /**
   * @param writes after which the controller dies
   */
  private void pass(int writes) {
    plan().batches().stream().flatMap(List::stream).limit(writes).forEach(this::run);
  }

  private void run(Step step) {
    switch (step) {
      case Step.Create(ApiObject pod, int ordinal) -> {
        assertThat(pods).doesNotContainKey(pod.name());
        assertThat(pod.name()).isEqualTo("db-" + ordinal);
        PodView fresh = TestPods.pod(pod.name());
        pods.put(
            pod.name(),
            new PodView(
                fresh
                    .object()
                    .withMetadata(
                        metadata ->
                            metadata
                                .with("uid", "p" + made++)
                                .with("labels", pod.metadata().get("labels")))));
      }
      case Step.Delete(PodView pod) -> pods.put(pod.name(), TestPods.deleting(pod));
      case Step.Claim _, Step.Correct _ -> throw new AssertionError("there are no claims: " + step);
    }
  }

  private void assertUpdated(int replicas, int start) {
    assertThat(pods).hasSize(replicas);
    for (int i = start; i < start + replicas; i++) {
      assertThat(pods).containsKey("db-" + i);
      assertThat(pods.get("db-" + i).label(StatefulSetView.REVISION_LABEL))
          .isEqualTo(update().name());
    }
  }
}
