package dev.keelson.raftstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.raftstore.entry.Entry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class OriginWindowTest {
  private static Entry entry(long session, long sequence) {
    return new Entry(1, session, sequence, List.of());
  }

  @Test
  void holdsExactlyWhatWasAppliedInWhateverOrder() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Long> order = new ArrayList<>();
    for (long i = 0; i < 500; i++) {
      order.add(i);
    }
    for (int i = 0; i + 2 < order.size(); i++) { // three are under way at once
      Collections.swap(order, i, i + random.nextInt(3));
    }
    OriginWindow window = OriginWindow.first(entry(7, order.getFirst()));
    Set<Long> applied = new HashSet<>(Set.of(order.getFirst()));
    for (long sequence : order.subList(1, order.size())) {
      assertThat(window.holds(entry(7, sequence))).as("seed %d", seed).isFalse();
      window = OriginWindow.of(window.with(entry(7, sequence)).bytes());
      applied.add(sequence);
      for (long known : applied) {
        assertThat(window.holds(entry(7, known))).as("seed %d", seed).isTrue();
      }
    }
  }

  @Test
  void aGapWiderThanTheWindowLeavesNothingBehindItToApply() {
    OriginWindow window = OriginWindow.first(entry(7, 0)).with(entry(7, 1_000));
    assertThat(window.holds(entry(7, 1_000))).isTrue();
    assertThat(window.holds(entry(7, 999))).isFalse();
    assertThat(window.holds(entry(7, 1_001))).isFalse();
    assertThat(window.holds(entry(7, 500))).isTrue();
  }

  @Test
  void aNewProcessBeginsAnew() {
    OriginWindow window = OriginWindow.first(entry(7, 40));
    assertThat(window.holds(entry(8, 0))).isFalse();
    window = window.with(entry(8, 0));
    assertThat(window.holds(entry(8, 0))).isTrue();
    assertThat(window.holds(entry(8, 1))).isFalse();
  }

  @Test
  void aLatecomerOfAnOlderProcessMakesNoneOfTheNewOneForgotten() {
    OriginWindow window = OriginWindow.first(entry(7, 40)).with(entry(8, 0)).with(entry(8, 1));
    window = OriginWindow.of(window.bytes()).with(entry(7, 41));
    assertThat(window.holds(entry(8, 0))).isTrue();
    assertThat(window.holds(entry(8, 1))).isTrue();
    assertThat(window.holds(entry(8, 2))).isFalse();
    assertThat(window.holds(entry(7, 40))).isTrue();
    assertThat(window.holds(entry(7, 41))).isTrue();
  }

  @Test
  void onlyTheLastProcessesAreKept() {
    OriginWindow window = OriginWindow.first(entry(1, 0));
    for (long session = 2; session <= OriginWindow.PROCESSES + 1; session++) {
      window = window.with(entry(session, 0));
    }
    assertThat(window.processes()).hasSize(OriginWindow.PROCESSES);
    assertThat(window.holds(entry(1, 0))).isFalse();
    assertThat(window.holds(entry(2, 0))).isTrue();
  }
}
