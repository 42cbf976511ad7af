package dev.keelson.scheduler.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.scheduler.SchedulerConfig;
import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.framework.Profile;
import dev.keelson.scheduler.framework.WaitingPods;
import dev.keelson.scheduler.metrics.SchedulerMetrics;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.plugins.DefaultPlugins;
import dev.keelson.scheduler.queue.NominatedPods;
import dev.keelson.scheduler.testing.TestNode;
import dev.keelson.scheduler.testing.TestPod;
import dev.keelson.scheduler.testing.TestWorld;
import dev.keelson.scheduler.view.PodView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class KnownVerdictsTest {
  private static final int NODES = 6;

  private final TestWorld world = TestWorld.of();
  private final NominatedPods nominated = new NominatedPods(_ -> true);
  private final Profile profile =
      new Profile(
          SchedulerConfig.defaults().profiles().getFirst(),
          name -> {
            var args = SchedulerConfig.defaults().profiles().getFirst().argsOf(name);
            return DefaultPlugins.registry().find(name).map(each -> each.make(args, world));
          },
          nominated,
          new WaitingPods(world.timing),
          new SchedulerMetrics(),
          world.timing);

  private static TestNode node(int number, boolean isCordoned) {
    return TestNode.node("n" + number, "kubernetes.io/hostname=n" + number)
        .allocatable("cpu=4", "memory=8Gi", "pods=5")
        .spec("unschedulable: " + isCordoned);
  }

  private PodView pod(int number, int shape) {
    TestPod pod = TestPod.pod("p" + number).requests("cpu=" + (shape + 1));
    return (shape == 2 ? pod.spec("nodeSelector: {kubernetes.io/hostname: n1}") : pod).view();
  }

  private record Found(List<String> nodes, String why) {}

  private Found find(NodeSearch search, PodView pod, boolean isSigned) {
    Diagnosis diagnosis = new Diagnosis(world.snapshot());
    Optional<Object> signature = isSigned ? profile.signing().sign(pod) : Optional.empty();
    assertThat(signature.isPresent()).isEqualTo(isSigned);
    List<NodeInfo> nodes = search.find(profile, new CycleState(), pod, signature, diagnosis);
    return new Found(nodes.stream().map(NodeInfo::name).toList(), diagnosis.message());
  }

  /** Steps: a pod of one of three shapes comes; one goes; a node is cordoned; it is freed. */
  @Property(tries = 100)
  void whatIsRememberedIsWhatWouldBeFound(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 11) Integer> steps) {
    NodeSearch remembering = new NodeSearch(List.of(), 0, nominated);
    NodeSearch asking = new NodeSearch(List.of(), 0, nominated);
    for (int i = 0; i < NODES; i++) {
      world.and(node(i, false));
    }
    List<PodView> placed = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      int step = steps.get(i);
      switch (step) {
        case 8, 9 -> world.and(node(step - 8, true));
        case 10 -> world.and(node(0, false));
        case 11 -> {
          if (!placed.isEmpty()) {
            world.remove(placed.removeFirst());
          }
        }
        default -> {
          PodView pod = pod(i, step % 3);
          Found found = find(remembering, pod, true);
          assertThat(found).isEqualTo(find(asking, pod, false));
          if (!found.nodes().isEmpty()) {
            PodView bound = pod.on(found.nodes().get(step % found.nodes().size()));
            world.add(bound);
            placed.add(bound);
          }
        }
      }
      world.timing.advance(java.time.Duration.ofMillis(40));
    }
  }

  @Example
  void holdsUntilTheNodeChangesAndNotForEver() {
    KnownVerdicts.Recent recent = new KnownVerdicts.Recent();
    NodeInfo node = NodeInfo.of(node(0, false).view());
    recent.of("a", 0, 0).keep(70, node, Verdict.SUCCESS, "");

    assertThat(recent.of("a", 0, KnownVerdicts.LONGEST).of(70, node)).isEqualTo(Verdict.SUCCESS);
    assertThat(recent.of("a", 0, 1).of(70, node.with(pod(1, 0)))).isNull();
    assertThat(recent.of("a", 0, 1).of(0, node)).isNull();
    assertThat(recent.of("a", 1, 1).of(70, node)).isNull();
    assertThat(recent.of("b", 0, 1).of(70, node)).isNull();
    assertThat(recent.of("a", 0, KnownVerdicts.LONGEST + 1).of(70, node)).isNull();
  }
}
