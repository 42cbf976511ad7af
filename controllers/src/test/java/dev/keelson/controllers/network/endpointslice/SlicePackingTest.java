package dev.keelson.controllers.network.endpointslice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.controllers.network.NetworkCluster;
import dev.keelson.controllers.network.ServiceView;
import dev.keelson.controllers.network.slice.Endpoint;
import dev.keelson.controllers.network.slice.EndpointKey;
import dev.keelson.controllers.network.slice.Slice;
import dev.keelson.controllers.network.slice.SliceChanges;
import dev.keelson.controllers.pod.PodView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Slices after plans were done, one after the other, without a server. */
class SlicePackingTest {
  private static final int CAPACITY = 5;

  private final Map<String, Slice> slices = new LinkedHashMap<>();
  private int made;

  private static ServiceView service(String ports) {
    return new ServiceView(
        new ApiObject(
            NetworkCluster.json(
                """
                {"apiVersion":"v1","kind":"Service",
                 "metadata":{"name":"web","namespace":"default","uid":"u1"},
                 "spec":{"clusterIP":"10.0.0.1","ipFamilies":["IPv4"],"selector":{"app":"web"},
                  "ports":%s}}
                """
                    .formatted(ports))));
  }

  private static final ServiceView NUMBERED =
      service("[{\"port\":80,\"targetPort\":8080,\"protocol\":\"TCP\"}]");
  private static final ServiceView NAMED =
      service("[{\"port\":80,\"targetPort\":\"web\",\"protocol\":\"TCP\"}]");

  /**
   * @param number of the pod, and of its address
   * @param port that it calls web
   */
  record Change(int number, boolean isThere, boolean isReady, int port) {
    PodView pod() {
      return new PodView(
          new ApiObject(
              NetworkCluster.json(
                  """
                  {"apiVersion":"v1","kind":"Pod",
                   "metadata":{"name":"p%1$d","namespace":"default","uid":"u%1$d"},
                   "spec":{"nodeName":"n","containers":[{"ports":[{"name":"web","containerPort":%3$d}]}]},
                   "status":{"podIPs":[{"ip":"10.1.0.%1$d"}],
                    "conditions":[{"type":"Ready","status":"%2$s"}]}}
                  """
                      .formatted(number, isReady ? "True" : "False", port))));
    }
  }

  private SliceChanges step(ServiceView service, List<PodView> pods) {
    ServicePlan plan =
        ServicePlan.of(
            service,
            "IPv4",
            pods,
            List.copyOf(slices.values()),
            _ -> Optional.of(new ApiObject(JsonObject.EMPTY)),
            CAPACITY);
    SliceChanges changes =
        plan.changes().recycled((one, other) -> one.addressType().equals(other.addressType()));
    changes
        .create()
        .forEach(
            each -> {
              String name = "web-" + made++;
              slices.put(
                  name,
                  new Slice(
                      each.object()
                          .withMetadata(metadata -> metadata.with("name", JsonString.of(name)))));
            });
    changes.update().forEach(each -> assertThat(slices.put(each.name(), each)).isNotNull());
    changes.delete().forEach(each -> assertThat(slices.remove(each.name())).isNotNull());
    return changes;
  }

  private Set<String> held() {
    Set<String> held = new HashSet<>();
    for (Slice slice : slices.values()) {
      assertThat(slice.size()).isLessThanOrEqualTo(CAPACITY);
      for (Endpoint each : slice.endpoints()) {
        String port = slice.ports().isEmpty() ? "" : slice.portKey().ports().getFirst();
        assertThat(held.add(each.addresses() + " " + each.isReady() + " " + port)).isTrue();
      }
    }
    return held;
  }

  private static Set<String> wanted(Map<Integer, Change> pods, boolean isNamed) {
    Set<String> wanted = new HashSet<>();
    pods.values()
        .forEach(
            pod ->
                wanted.add(
                    "[10.1.0.%d] %s /TCP/%d/"
                        .formatted(pod.number(), pod.isReady(), isNamed ? pod.port() : 8080)));
    return wanted;
  }

  @Provide
  Arbitrary<List<Change>> changes() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 30),
            Arbitraries.of(true, true, true, false),
            Arbitraries.of(true, false),
            Arbitraries.of(8080, 9090))
        .as(Change::new)
        .list()
        .ofMaxSize(60);
  }

  @Property(tries = 200)
  void slicesHoldWhatIsWantedAfterTwoWritesAChangeAtMost(
      @ForAll("changes") List<Change> changes, @ForAll boolean isNamed) {
    slices.clear();
    ServiceView service = isNamed ? NAMED : NUMBERED;
    Map<Integer, Change> pods = new LinkedHashMap<>();
    assertThat(step(service, List.of()).size()).isEqualTo(1);
    for (Change each : changes) {
      Change before = each.isThere() ? pods.put(each.number(), each) : pods.remove(each.number());
      List<PodView> all = pods.values().stream().map(Change::pod).toList();
      SliceChanges done = step(service, all);
      assertThat(done.size()).isLessThanOrEqualTo(each.equals(before) ? 0 : 2);
      assertThat(held()).isEqualTo(wanted(pods, isNamed));
      assertThat(slices).isNotEmpty();
      assertThat(step(service, all).size()).isZero();
    }
  }

  @Property(tries = 100)
  void manyChangesAtOnceLeaveExactlyWhatIsWanted(
      @ForAll("changes") List<Change> first, @ForAll("changes") List<Change> second) {
    slices.clear();
    Map<Integer, Change> pods = new LinkedHashMap<>();
    for (List<Change> batch : List.of(first, second)) {
      batch.forEach(
          each -> {
            if (each.isThere()) {
              pods.put(each.number(), each);
            } else {
              pods.remove(each.number());
            }
          });
      step(NAMED, pods.values().stream().map(Change::pod).toList());
      assertThat(held()).isEqualTo(wanted(pods, true));
    }
  }

  private static List<PodView> pods(int from, int until) {
    List<PodView> pods = new ArrayList<>();
    for (int i = from; i < until; i++) {
      pods.add(new Change(i, true, true, 8080).pod());
    }
    return pods;
  }

  @Test
  void whatIsLeftOverGoesIntoTheFullestSliceThatTakesAllOfIt() {
    step(NUMBERED, pods(0, 12));
    assertThat(slices.values().stream().map(Slice::size)).containsExactly(5, 5, 2);
    SliceChanges three = step(NUMBERED, pods(0, 15));
    assertThat(three.update()).singleElement().matches(each -> each.size() == 5);
    assertThat(three.size()).isEqualTo(1);
    SliceChanges six = step(NUMBERED, pods(0, 21));
    assertThat(six.create()).hasSize(2);
    assertThat(six.size()).isEqualTo(2);
  }

  @Test
  void aSliceThatChangesAnywayIsFilledBeforeOthersAreTouched() {
    step(NUMBERED, pods(0, 10));
    List<PodView> pods = new ArrayList<>(pods(1, 10));
    pods.addAll(pods(20, 21));
    SliceChanges changes = step(NUMBERED, pods);
    assertThat(changes.size()).isEqualTo(1);
    assertThat(changes.update()).singleElement().matches(each -> each.size() == 5);
  }

  @Test
  void aSliceOfAnEarlierServiceOfTheNameIsReplaced() {
    step(NUMBERED, pods(0, 3));
    ServiceView later =
        new ServiceView(NUMBERED.object().withMetadata(metadata -> metadata.with("uid", "u2")));
    ServicePlan plan =
        ServicePlan.of(
            later,
            "IPv4",
            pods(0, 3),
            List.copyOf(slices.values()),
            _ -> Optional.of(new ApiObject(JsonObject.EMPTY)),
            CAPACITY);
    assertThat(plan.changes().delete()).hasSize(1);
    assertThat(plan.changes().create()).singleElement().matches(each -> each.size() == 3);
  }

  @Test
  void aPodOfAnUnknownNodeIsLeftOutUnlessItIsPublishedAnyway() {
    ServicePlan plan =
        ServicePlan.of(NUMBERED, "IPv4", pods(0, 1), List.of(), _ -> Optional.empty(), CAPACITY);
    assertThat(plan.missing())
        .containsExactly("skipping Pod p0 for Service default/web: Node n Not Found");
    assertThat(plan.changes().create()).singleElement().matches(each -> each.size() == 0);
  }

  @Test
  void endpointsOfOneAddressAreTwoWhereTheirPodsAre() {
    Endpoint one = new Endpoint(NetworkCluster.json("{\"addresses\":[\"10.0.0.1\"]}"));
    Endpoint other = new Endpoint(one.tree().withAt(JsonString.of("p"), "targetRef", "name"));
    Set<EndpointKey> keys = Set.of(one.key(), other.key());
    assertThat(keys).hasSize(2);
  }
}
