package dev.keelson.controllers.nodelifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.time.SteppedTiming;
import dev.keelson.controllers.ControllerOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ZonesTest {
  private final SteppedTiming timing = new SteppedTiming(Instant.EPOCH);
  private final Zones zones = new Zones(NodeLifecycleOptions.of(ControllerOptions.NONE), timing);

  private static List<Boolean> nodes(int ready, int unready) {
    List<Boolean> nodes = new ArrayList<>(Collections.nCopies(ready, true));
    nodes.addAll(Collections.nCopies(unready, false));
    return nodes;
  }

  @Test
  void stateFollowsShareOfUnreadyNodes() {
    assertThat(ZoneState.of(nodes(0, 1), 0.55)).isEqualTo(ZoneState.FULL_DISRUPTION);
    assertThat(ZoneState.of(nodes(1, 2), 0.55)).isEqualTo(ZoneState.NORMAL);
    assertThat(ZoneState.of(nodes(2, 3), 0.55)).isEqualTo(ZoneState.PARTIAL_DISRUPTION);
    assertThat(ZoneState.of(nodes(5, 3), 0.55)).isEqualTo(ZoneState.NORMAL);
    assertThat(ZoneState.of(List.of(), 0.55)).isEqualTo(ZoneState.NORMAL);
  }

  @Test
  void partialDisruptionStopsSmallZonesAndSlowsLargeOnes() {
    zones.update(Map.of("small", nodes(2, 3), "large", nodes(20, 40), "well", nodes(3, 0)));
    assertThat(zones.tainter("small").rate()).isZero();
    assertThat(zones.tainter("large").rate()).isEqualTo(0.01);
    assertThat(zones.tainter("well").rate()).isEqualTo(0.1);
  }

  @Test
  void oneZoneThatIsDownIsTaintedAsUsual() {
    zones.update(Map.of("a", nodes(0, 3), "b", nodes(3, 0)));
    assertThat(zones.tainter("a").rate()).isEqualTo(0.1);
  }

  @Test
  void disruptionOfAllZonesIsEnteredAndLeftOnce() {
    assertThat(zones.update(Map.of("a", nodes(0, 3), "b", nodes(0, 1))))
        .isEqualTo(Zones.Turn.ENTERS_DISRUPTION);
    assertThat(zones.tainter("a").rate()).isZero();
    assertThat(zones.update(Map.of("a", nodes(0, 3), "b", nodes(0, 1)))).isEqualTo(Zones.Turn.NONE);
    assertThat(zones.update(Map.of("a", nodes(3, 0), "b", nodes(0, 1))))
        .isEqualTo(Zones.Turn.LEAVES_DISRUPTION);
    assertThat(zones.tainter("b").rate()).isEqualTo(0.1);
  }

  @Test
  void taintsGoOneByOneAtTheRate() {
    ZoneTainter tainter = new ZoneTainter(0.1, timing);
    List<String> tainted = new ArrayList<>();
    tainter.add("a");
    tainter.add("b");
    tainter.add("a");
    tainter.work(tainted::add);
    tainter.work(tainted::add);
    assertThat(tainted).containsExactly("a");
    timing.advance(Duration.ofSeconds(10));
    tainter.work(_ -> false);
    timing.advance(Duration.ofSeconds(10));
    tainter.work(tainted::add);
    assertThat(tainted).containsExactly("a", "b");
  }
}
