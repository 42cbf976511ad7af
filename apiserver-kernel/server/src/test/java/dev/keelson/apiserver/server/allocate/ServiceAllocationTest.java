package dev.keelson.apiserver.server.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.server.kind.cluster.ClusterKinds;
import dev.keelson.apiserver.server.kind.network.ServiceShape;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ServiceAllocationTest {
  private final FakeAddresses addresses = new FakeAddresses();
  private final NodePorts ports = new NodePorts(30_000, 30_009, new Random(7));
  private List<AddressRange> ranges = List.of(AddressRange.of("10.96.0.0/28"));
  private final ServiceAllocation allocation =
      new ServiceAllocation(() -> ranges, ports, addresses, new Random(7));

  private static ApiObject service(String name, String spec) {
    JsonObject tree =
        JsonReader.readObject(
            """
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"%s","namespace":"n"},"spec":%s}
            """
                .formatted(name, spec));
    ApiObject sent = new ApiObject(tree);
    return new ApiObject(ClusterKinds.defaults(sent.kind()).fill(tree));
  }

  private static ApiObject plain(String name) {
    return service(name, "{\"selector\":{\"a\":\"b\"},\"ports\":[{\"port\":80}]}");
  }

  private Outcome create(ApiObject service) {
    return allocation.created(service, false).toCompletableFuture().join();
  }

  private ApiObject given(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Given.class);
    Outcome.Given given = (Outcome.Given) outcome;
    given.claims().commit().toCompletableFuture().join();
    return given.service();
  }

  private static String error(Outcome outcome) {
    return ((Outcome.Invalid) outcome).errors().summary();
  }

  @Test
  void givesEachAddressOnce() {
    Set<String> ips = new HashSet<>();
    for (int i = 0; i < 14; i++) {
      ips.add(given(create(plain("s" + i))).spec().text("clusterIP"));
    }
    assertThat(ips).hasSize(14).doesNotContain("10.96.0.0", "10.96.0.15");
    assertThat(create(plain("one-more")))
        .isEqualTo(
            new Outcome.Exhausted(
                "failed to allocate a serviceIP for Service \"one-more\": range is full"));
  }

  @Test
  void goesOnWhereAnotherServerWasFaster() {
    addresses.isBlind = true;
    for (int i = 0; i < 14; i++) {
      given(create(plain("s" + i)));
    }
    assertThat(addresses.owners).hasSize(14);
    assertThat(addresses.asked).isGreaterThan(14);
  }

  @Test
  void takesTheNextRangeWhereOneIsFull() {
    ranges = List.of(AddressRange.of("10.96.0.0/30"), AddressRange.of("10.97.0.0/30"));
    Set<String> ips = new HashSet<>();
    for (int i = 0; i < 4; i++) {
      ips.add(given(create(plain("s" + i))).spec().text("clusterIP"));
    }
    assertThat(ips).containsExactlyInAnyOrder("10.96.0.1", "10.96.0.2", "10.97.0.1", "10.97.0.2");
  }

  @Test
  void refusesWhatIsTakenAndGivesBackWhatItHad() {
    given(create(service("a", "{\"clusterIP\":\"10.96.0.5\",\"ports\":[{\"port\":80}]}")));
    assertThat(
            error(create(service("b", "{\"clusterIP\":\"10.96.0.5\",\"ports\":[{\"port\":80}]}"))))
        .isEqualTo(
            "spec.clusterIPs: Invalid value: [\"10.96.0.5\"]: failed to allocate IP 10.96.0.5:"
                + " provided IP is already allocated");

    String ported = "{\"type\":\"NodePort\",\"ports\":[{\"port\":80,\"nodePort\":30003}]}";
    given(create(service("c", ported)));
    int before = addresses.owners.size();
    assertThat(error(create(service("d", ported))))
        .isEqualTo(
            "spec.ports[0].nodePort: Invalid value: 30003: provided port is already allocated");
    assertThat(addresses.owners).hasSize(before);
  }

  @Test
  void refusesPortsOutside() {
    assertThat(
            error(
                create(
                    service(
                        "a", "{\"type\":\"NodePort\",\"ports\":[{\"port\":80,\"nodePort\":80}]}"))))
        .isEqualTo(
            "spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range."
                + " The range of valid ports is 30000-30009");
  }

  @Test
  void revertFreesAll() {
    Outcome.Given given =
        (Outcome.Given)
            create(
                service(
                    "a",
                    "{\"type\":\"LoadBalancer\",\"externalTrafficPolicy\":\"Local\",\"ports\":[{\"port\":80},{\"port\":81}]}"));
    assertThat(taken()).hasSize(3);
    given.claims().revert().toCompletableFuture().join();
    assertThat(taken()).isEmpty();
    assertThat(addresses.owners).isEmpty();
  }

  private List<Integer> taken() {
    return Stream.iterate(30_000, port -> port + 1).limit(10).filter(ports::isTaken).toList();
  }

  @Test
  void freesWhatAChangeOfTypeNoLongerNeeds() {
    ApiObject before =
        given(
            create(
                service("a", "{\"type\":\"NodePort\",\"ports\":[{\"port\":80},{\"port\":81}]}")));
    assertThat(taken()).hasSize(2);
    ApiObject next = service("a", "{\"type\":\"ExternalName\",\"externalName\":\"a.b\"}");
    Outcome.Given changed =
        (Outcome.Given) allocation.updated(next, before, false).toCompletableFuture().join();
    assertThat(taken()).hasSize(2);
    assertThat(addresses.owners).hasSize(1);
    changed.claims().commit().toCompletableFuture().join();
    assertThat(taken()).isEmpty();
    assertThat(addresses.owners).isEmpty();
  }

  @Test
  void keepsWhatAnApplyLeavesOut() {
    ApiObject before =
        given(
            create(
                service("a", "{\"type\":\"NodePort\",\"ports\":[{\"port\":80,\"name\":\"x\"}]}")));
    ApiObject next =
        service(
            "a",
            "{\"type\":\"NodePort\",\"ports\":[{\"port\":90,\"name\":\"x\"},{\"port\":91,\"name\":\"y\"}]}");
    ApiObject after = given(allocation.updated(next, before, false).toCompletableFuture().join());
    assertThat(after.spec().text("clusterIP")).isEqualTo(before.spec().text("clusterIP"));
    assertThat(ServiceShape.of(after).nodePorts())
        .hasSize(2)
        .startsWith(ServiceShape.of(before).nodePorts().getFirst());
    assertThat(addresses.owners).hasSize(1);
  }

  @Test
  void oneNodePortForTwoProtocols() {
    ApiObject given =
        given(
            create(
                service(
                    "dns",
                    "{\"type\":\"NodePort\",\"ports\":[{\"port\":53,\"name\":\"a\"},{\"port\":53,\"name\":\"b\",\"protocol\":\"UDP\"}]}")));
    assertThat(ServiceShape.of(given).nodePorts()).hasSize(2).containsOnly(taken().getFirst());
    allocation.deleted(given).toCompletableFuture().join();
    assertThat(taken()).isEmpty();
    assertThat(addresses.owners).isEmpty();
  }

  @Test
  void givesTwoStacksWhereThereAreTwo() {
    ranges = List.of(AddressRange.of("10.96.0.0/28"), AddressRange.of("fd00::/112"));
    ApiObject before = given(create(plain("a")));
    assertThat(ServiceShape.of(before).families()).containsExactly("IPv4");
    ApiObject next =
        service("a", "{\"ipFamilyPolicy\":\"PreferDualStack\",\"ports\":[{\"port\":80}]}");
    ApiObject both = given(allocation.updated(next, before, false).toCompletableFuture().join());
    assertThat(ServiceShape.of(both).families()).containsExactly("IPv4", "IPv6");
    assertThat(ServiceShape.of(both).clusterIps())
        .hasSize(2)
        .startsWith(before.spec().text("clusterIP"));
    ApiObject single = both.withSpec(spec -> spec.with("ipFamilyPolicy", "SingleStack"));
    ApiObject after = given(allocation.updated(single, both, false).toCompletableFuture().join());
    assertThat(ServiceShape.of(after).clusterIps()).hasSize(1);
    assertThat(addresses.owners).hasSize(1);
  }

  @Test
  void aDryRunTakesNothing() {
    Outcome outcome = allocation.created(plain("a"), true).toCompletableFuture().join();
    assertThat(((Outcome.Given) outcome).service().spec().text("clusterIP")).isEqualTo("10.96.0.0");
    assertThat(addresses.owners).isEmpty();
  }

  @Test
  void tellsWhenTheStoreFails() {
    addresses.isBroken = true;
    assertThatThrownBy(() -> create(plain("a")))
        .isInstanceOf(CompletionException.class)
        .hasMessageContaining("the store is away");
  }

  @Test
  void knowsThePortsOfAllServices() {
    ports.observeAll(
        Stream.of(
            service("a", "{\"type\":\"NodePort\",\"ports\":[{\"port\":1,\"nodePort\":30001}]}"),
            service(
                "b", "{\"type\":\"LoadBalancer\",\"healthCheckNodePort\":30002,\"ports\":[]}")));
    assertThat(taken()).containsExactly(30_001, 30_002);
  }

  @Test
  void givesFamiliesToWhatWasStoredWithout() {
    assertThat(
            ServiceShape.of(allocation.onRead(service("a", "{\"clusterIP\":\"10.96.0.3\"}")))
                .families())
        .containsExactly("IPv4");
    assertThat(
            ServiceShape.of(allocation.onRead(service("a", "{\"clusterIP\":\"None\"}"))).families())
        .containsExactly("IPv4", "IPv6");
  }
}
