package dev.keelson.controllers.network.endpointslice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.controllers.network.NetworkCluster;
import dev.keelson.controllers.network.slice.Endpoint;
import dev.keelson.controllers.network.slice.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cases of upstream's topology cache. */
class TopologyHintsTest {
  private static Slice slice(String... zones) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (String zone : zones) {
      endpoints.add(
          new Endpoint(
              NetworkCluster.json(
                  "{\"addresses\":[\"10.1.2.%d\"],\"zone\":\"%s\",\"conditions\":{\"ready\":true}}"
                      .formatted(endpoints.size(), zone))));
    }
    return Slice.fresh("ns", "web", NetworkCluster.json("{\"uid\":\"u\"}"), "IPv4", JsonArray.EMPTY)
        .withEndpoints(endpoints);
  }

  private static ZoneShares shares(Map<String, Integer> milli) {
    List<ApiObject> nodes = new ArrayList<>();
    milli.forEach(
        (zone, cpu) ->
            nodes.add(
                new ApiObject(
                    NetworkCluster.json(
                        """
                        {"metadata":{"labels":{"topology.kubernetes.io/zone":"%s"}},
                         "status":{"allocatable":{"cpu":"%dm"},
                          "conditions":[{"type":"Ready","status":"True"}]}}
                        """
                            .formatted(zone, cpu)))));
    return ZoneShares.of(nodes);
  }

  private static Map<String, Long> hinted(TopologyHints.Outcome outcome) {
    TopologyHints.Hinted hinted = (TopologyHints.Hinted) outcome;
    return hinted.slices().create().stream()
        .flatMap(each -> each.endpoints().stream())
        .collect(
            Collectors.groupingBy(each -> each.hintedZones().getFirst(), Collectors.counting()));
  }

  private static HintedSlices created(Slice... slices) {
    return new HintedSlices(List.of(slices), List.of(), List.of());
  }

  @Test
  void endpointsInProportionKeepToTheirZones() {
    TopologyHints.Outcome outcome =
        TopologyHints.of(created(slice("a", "a", "b")), shares(Map.of("a", 2000, "b", 1000)));
    assertThat(hinted(outcome)).isEqualTo(Map.of("a", 2L, "b", 1L));
  }

  @Test
  void aZoneWithTooManyGivesToOneWithTooFew() {
    TopologyHints.Outcome outcome =
        TopologyHints.of(created(slice("a", "a", "a", "a")), shares(Map.of("a", 1000, "b", 1000)));
    assertThat(hinted(outcome)).isEqualTo(Map.of("a", 2L, "b", 2L));
  }

  @Test
  void aSliceWhoseHintsMayStayIsNotWritten() {
    ZoneShares shares = shares(Map.of("a", 1000, "b", 1000));
    TopologyHints.Hinted first =
        (TopologyHints.Hinted) TopologyHints.of(created(slice("a", "b")), shares);
    HintedSlices unchanged = new HintedSlices(List.of(), List.of(), first.slices().create());
    TopologyHints.Hinted second = (TopologyHints.Hinted) TopologyHints.of(unchanged, shares);
    assertThat(second.slices().update()).isEmpty();
    assertThat(second.slices().unchanged()).hasSize(1);
    assertThat(second.endpoints()).isEqualTo(first.endpoints());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1000 | 0    | 3 | Insufficient Node information: allocatable CPU or zone not specified on one or more nodes
          1000 | 1000 | 1 | Insufficient number of endpoints (1 endpoints, 2 zones)
          100  | 9000 | 2 | Unable to allocate minimum required endpoints to each zone without exceeding overload threshold (2 endpoints, 2 zones)
          """)
  void whereSharesCannotBeKeptThereAreNoHints(int a, int b, int endpoints, String why) {
    Map<String, Integer> zones = b == 0 ? Map.of("a", a) : Map.of("a", a, "b", b);
    String[] all = new String[endpoints];
    java.util.Arrays.fill(all, "a");
    assertThat(TopologyHints.of(created(slice(all)), shares(zones)))
        .isEqualTo(new TopologyHints.Refused(why));
  }

  @Test
  void anEndpointWithoutAZoneLeavesAllWithoutHints() {
    assertThat(
            TopologyHints.of(
                created(slice("a", "", "b", "b")), shares(Map.of("a", 1000, "b", 1000))))
        .isEqualTo(new TopologyHints.Refused("One or more endpoints do not have a zone specified"));
  }

  @Test
  void aZoneIsOverloadedBelowFiveSixthsOfItsPart() {
    ZoneShares shares = shares(Map.of("a", 1000, "b", 1000));
    SortedMap<String, Integer> endpoints = new TreeMap<>(Map.of("a", 5, "b", 5));
    assertThat(shares.isOverloaded(endpoints)).isFalse();
    endpoints.putAll(Map.of("a", 7, "b", 3));
    assertThat(shares.isOverloaded(endpoints)).isTrue();
    assertThat(shares.isOverloaded(Map.of("a", 5))).isTrue();
    assertThat(ZoneShares.UNKNOWN.isOverloaded(endpoints)).isTrue();
    assertThat(ZoneShares.UNKNOWN.isOverloaded(Map.of())).isFalse();
  }
}
