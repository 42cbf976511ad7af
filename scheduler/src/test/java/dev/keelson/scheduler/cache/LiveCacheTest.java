package dev.keelson.scheduler.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.scheduler.TestPods;
import dev.keelson.scheduler.view.PodView;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveCacheTest {
  private final LiveCache cache = new LiveCache();

  private List<String> names() {
    return cache.snapshot().nodes().stream().map(NodeInfo::name).toList();
  }

  @Test
  void nodesTakeTurnsByZone() {
    cache.addNode(TestPods.node("a1", "a"));
    cache.addNode(TestPods.node("a2", "a"));
    cache.addNode(TestPods.node("a3", "a"));
    cache.addNode(TestPods.node("b1", "b"));

    assertThat(names()).containsExactly("a1", "b1", "a2", "a3");
  }

  @Test
  void assumedPodCountsUntilItIsForgotten() {
    cache.addNode(TestPods.node("n", ""));
    PodView pod = TestPods.pod("p", 0).on("n");

    assertThat(cache.assume(pod)).isTrue();
    assertThat(cache.assume(pod)).isFalse();
    assertThat(cache.snapshot().node(0).requested().milliCpu()).isEqualTo(100);

    assertThat(cache.forget(pod)).isTrue();
    assertThat(cache.snapshot().node(0).requested().milliCpu()).isZero();
    assertThat(cache.forget(pod)).isFalse();
  }

  @Test
  void confirmedPodIsNotForgotten() {
    cache.addNode(TestPods.node("n", ""));
    PodView pod = TestPods.pod("p", 0).on("n");
    cache.assume(pod);

    cache.addPod(pod);

    assertThat(cache.isAssumed(pod.uid())).isFalse();
    assertThat(cache.forget(pod)).isFalse();
    assertThat(cache.snapshot().node(0).podCount()).isEqualTo(1);
  }

  @Test
  void podBoundElsewhereMoves() {
    cache.addNode(TestPods.node("n1", ""));
    cache.addNode(TestPods.node("n2", ""));
    cache.assume(TestPods.pod("p", 0).on("n1"));

    cache.addPod(TestPods.pod("p", 0).on("n2"));

    assertThat(cache.snapshot().node("n1").orElseThrow().podCount()).isZero();
    assertThat(cache.snapshot().node("n2").orElseThrow().podCount()).isEqualTo(1);
  }

  @Test
  void podsOutliveTheirNode() {
    cache.addPod(TestPods.pod("early", 0).on("n"));
    cache.addNode(TestPods.node("n", ""));
    assertThat(cache.snapshot().node(0).podCount()).isEqualTo(1);

    cache.removeNode("n");
    assertThat(cache.snapshot().size()).isZero();
    cache.addNode(TestPods.node("n", ""));
    assertThat(cache.snapshot().node(0).podCount()).isEqualTo(1);

    cache.removePod("uid-early");
    assertThat(cache.snapshot().node(0).podCount()).isZero();
  }

  @Test
  void snapshotSharesWhatHasNotChangedAndDoesNotChangeItself() {
    cache.addNode(TestPods.node("n1", ""));
    cache.addNode(TestPods.node("n2", ""));
    Snapshot before = cache.snapshot();

    assertThat(cache.snapshot()).isSameAs(before);
    cache.assume(TestPods.pod("p", 0).on("n2"));
    Snapshot after = cache.snapshot();

    assertThat(after.node(0)).isSameAs(before.node(0));
    assertThat(after.node(1).podCount()).isEqualTo(1);
    assertThat(before.node(1).podCount()).isZero();
  }
}
