package dev.keelson.controllers.pod;

import static dev.keelson.controllers.pod.TestPods.START;
import static dev.keelson.controllers.pod.TestPods.annotated;
import static dev.keelson.controllers.pod.TestPods.created;
import static dev.keelson.controllers.pod.TestPods.on;
import static dev.keelson.controllers.pod.TestPods.phase;
import static dev.keelson.controllers.pod.TestPods.pod;
import static dev.keelson.controllers.pod.TestPods.ready;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeletionRankingTest {
  private static final Instant NOW = START.plusSeconds(3600);

  @Test
  void who_does_least_goes_first() {
    PodView unbound = on(pod("unbound"), "");
    PodView pending = pod("pending");
    PodView unknown = phase(pod("unknown"), "Unknown");
    PodView unready = ready(pod("unready"), false, START);
    PodView cheap = annotated(ready(pod("cheap")), cost(), "-5");
    PodView plain = ready(pod("plain"));
    PodView dear = annotated(ready(pod("dear")), cost(), "10");
    assertThat(order(dear, plain, cheap, unready, unknown, pending, unbound))
        .containsExactly("unbound", "pending", "unknown", "unready", "cheap", "plain", "dear");
  }

  @Test
  void a_cost_that_is_no_number_costs_nothing() {
    assertThat(annotated(pod("a"), cost(), "+10").deletionCost()).isZero();
    assertThat(annotated(pod("a"), cost(), "08").deletionCost()).isZero();
    assertThat(annotated(pod("a"), cost(), "x").deletionCost()).isZero();
    assertThat(annotated(pod("a"), cost(), "-3").deletionCost()).isEqualTo(-3);
  }

  @Test
  void who_has_company_goes_before_who_is_alone() {
    PodView alone = on(ready(pod("alone")), "one");
    PodView first = on(ready(pod("first")), "two");
    PodView second = on(ready(pod("second")), "two");
    List<PodView> all = List.of(alone, first, second);
    assertThat(names(DeletionRanking.order(all, all, NOW)).getLast()).isEqualTo("alone");
  }

  @Test
  void ages_count_by_doubling() {
    PodView hour = ready(pod("z-hour"), true, NOW.minusSeconds(3600));
    PodView almost = ready(pod("a-almost"), true, NOW.minusSeconds(3500));
    PodView second = ready(pod("second"), true, NOW.minusSeconds(1));
    assertThat(order(hour, almost, second)).containsExactly("second", "a-almost", "z-hour");
    PodView younger = created(pod("z"), NOW.minusSeconds(10));
    PodView older = created(pod("a"), NOW.minusSeconds(1000));
    assertThat(order(older, younger)).containsExactly("z", "a");
  }

  private static String cost() {
    return "controller.kubernetes.io/pod-deletion-cost";
  }

  private static List<String> order(PodView... pods) {
    return names(DeletionRanking.order(List.of(pods), List.of(), NOW));
  }

  private static List<String> names(List<PodView> pods) {
    return pods.stream().map(PodView::name).toList();
  }
}
