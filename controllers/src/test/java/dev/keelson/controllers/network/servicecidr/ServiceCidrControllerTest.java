package dev.keelson.controllers.network.servicecidr;

import static dev.keelson.controllers.network.NetworkCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.time.SteppedTiming;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.network.IpAddress;
import dev.keelson.controllers.network.NetworkCluster;
import dev.keelson.controllers.pod.PodConditions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ServiceCidrControllerTest {
  private static final ObjectName MORE = new ObjectName("", "more");

  private static Optional<ApiObject> find(NetworkCluster cluster) {
    return cluster.resource("networking.k8s.io/v1", "servicecidrs").find(MORE);
  }

  private static boolean isReady(NetworkCluster cluster, String status) {
    return find(cluster)
        .flatMap(each -> PodConditions.find(each, "Ready"))
        .filter(each -> each.text("status").equals(status))
        .isPresent();
  }

  private static ApiObject cidr(String name, String range) {
    return new ApiObject(
        NetworkCluster.json(
            "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"cidrs\":[\"%s\"]}}"
                .formatted(name, range)));
  }

  @Test
  void aRangeIsDispensableWhereOthersHoldWhatIsAllocated() {
    ApiObject mine = cidr("mine", "10.0.0.0/24");
    ApiObject wider = cidr("wider", "10.0.0.0/16");
    ApiObject half = cidr("half", "10.0.0.0/25");
    IpAddress low = IpAddress.parse("10.0.0.7").orElseThrow();
    IpAddress high = IpAddress.parse("10.0.0.200").orElseThrow();
    assertThat(ServiceCidrs.isDispensable(mine, List.of(mine), Stream.of())).isTrue();
    assertThat(ServiceCidrs.isDispensable(mine, List.of(mine), Stream.of(low))).isFalse();
    assertThat(ServiceCidrs.isDispensable(mine, List.of(mine, wider), Stream.of(low, high)))
        .isTrue();
    assertThat(ServiceCidrs.isDispensable(mine, List.of(mine, half), Stream.of(low))).isTrue();
    assertThat(ServiceCidrs.isDispensable(mine, List.of(mine, half), Stream.of(low, high)))
        .isFalse();
  }

  @Test
  void aRangeBecomesReadyAndGoesWhenItsAddressesAreGone() {
    SteppedTiming timing = new SteppedTiming(Instant.now());
    try (NetworkCluster cluster =
        new NetworkCluster(timing).with(Map.of(), List.of(ServiceCidrController.KIND))) {
      cluster.create(
          "servicecidrs",
          """
          apiVersion: networking.k8s.io/v1
          kind: ServiceCIDR
          metadata: {name: more}
          spec: {cidrs: [10.200.0.0/24]}
          """);
      await("ready", () -> isReady(cluster, "True"));
      assertThat(find(cluster).orElseThrow().finalizers())
          .containsExactly("networking.k8s.io/service-cidr-finalizer");
      await(
          "a Service of it",
          () -> {
            try {
              cluster.create(
                  "services",
                  """
                  apiVersion: v1
                  kind: Service
                  metadata: {name: held, namespace: default}
                  spec: {clusterIP: 10.200.0.7, ports: [{port: 80}]}
                  """);
              return true;
            } catch (dev.keelson.apiserver.model.ApiFailure _) {
              // The allocator learns of the range a little later.
              return false;
            }
          });
      cluster.resource("networking.k8s.io/v1", "servicecidrs").delete(MORE);
      await("held", () -> isReady(cluster, "False"));
      cluster.delete("v1", "services", "held");
      await(
          "gone",
          () -> {
            timing.advance(Duration.ofSeconds(1));
            return find(cluster).isEmpty();
          });
    }
  }
}
