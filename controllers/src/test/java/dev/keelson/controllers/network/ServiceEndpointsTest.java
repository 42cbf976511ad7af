package dev.keelson.controllers.network;

import static dev.keelson.controllers.network.NetworkCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.network.endpoints.EndpointsController;
import dev.keelson.controllers.network.endpointslice.EndpointSliceController;
import dev.keelson.controllers.network.mirroring.MirroringController;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What upstream's e2e tests ask of Services' endpoints, with pods' statuses written by hand. */
class ServiceEndpointsTest {
  private static final ObjectName WEB = new ObjectName("default", "web");

  private static void service(NetworkCluster cluster, String spec) {
    cluster.create(
        "services",
        """
        apiVersion: v1
        kind: Service
        metadata: {name: web, namespace: default, labels: {app: web}}
        spec: %s
        """
            .formatted(spec));
  }

  private static Optional<ApiObject> endpoints(NetworkCluster cluster) {
    return cluster.resource("v1", "endpoints").find(WEB);
  }

  private static List<JsonObject> subsets(NetworkCluster cluster) {
    return endpoints(cluster).stream()
        .flatMap(each -> each.tree().array("subsets").objects())
        .toList();
  }

  private static List<String> addresses(NetworkCluster cluster, String which) {
    return subsets(cluster).stream()
        .flatMap(each -> each.array(which).objects())
        .map(each -> each.text("ip"))
        .sorted()
        .toList();
  }

  @Test
  void selectedPodsAreListedInEndpointsAndSlicesAndFollowTheirReadinessAndEnd() {
    try (NetworkCluster cluster =
        NetworkCluster.of(EndpointsController.KIND, EndpointSliceController.KIND)) {
      cluster.node("n1", "z1");
      service(
          cluster,
          "{selector: {app: web}, ports: [{name: http, port: 80, targetPort: web},"
              + " {name: dns, port: 53, protocol: UDP, targetPort: dns}]}");
      await("an empty Endpoints object", () -> endpoints(cluster).isPresent());
      await("an empty slice", () -> cluster.slices("web").size() == 1);
      ApiObject placeholder = cluster.slices("web").getFirst();
      assertThat(placeholder.tree().array("endpoints").isEmpty()).isTrue();
      assertThat(placeholder.labels())
          .containsEntry("kubernetes.io/service-name", "web")
          .containsEntry(
              "endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io")
          .containsEntry("app", "web")
          .doesNotContainKey("service.kubernetes.io/headless");
      assertThat(placeholder.name()).startsWith("web-");
      assertThat(placeholder.controller().orElseThrow().text("kind")).isEqualTo("Service");

      cluster.pod("a", "{app: web}", "n1", "10.0.0.1", true);
      cluster.pod("b", "{app: web}", "n1", "10.0.0.2", false);
      cluster.pod("other", "{app: db}", "n1", "10.0.0.3", true);
      await("ready a", () -> addresses(cluster, "addresses").equals(List.of("10.0.0.1")));
      await(
          "b that is not",
          () -> addresses(cluster, "notReadyAddresses").equals(List.of("10.0.0.2")));
      await("both in the slices", () -> cluster.endpoints("web").count() == 2);
      assertThat(cluster.slices("web")).hasSize(1);
      assertThat(cluster.slices("web").getFirst().name()).isEqualTo(placeholder.name());
      assertThat(
              cluster
                  .slices("web")
                  .getFirst()
                  .tree()
                  .array("ports")
                  .objects()
                  .map(each -> each.text("name") + each.number("port", 0) + each.text("protocol")))
          .containsExactlyInAnyOrder("http8080TCP", "dns5353UDP");
      JsonObject first =
          cluster
              .endpoints("web")
              .filter(each -> each.array("addresses").texts().toList().contains("10.0.0.1"))
              .findFirst()
              .orElseThrow();
      assertThat(first.object("conditions").texts()).isEmpty();
      assertThat(first.object("conditions").isTrue("ready")).isTrue();
      assertThat(first.object("conditions").isTrue("serving")).isTrue();
      assertThat(first.object("conditions").isTrue("terminating")).isFalse();
      assertThat(first.text("nodeName")).isEqualTo("n1");
      assertThat(first.text("zone")).isEqualTo("z1");
      assertThat(first.object("targetRef").text("name")).isEqualTo("a");
      assertThat(endpoints(cluster).orElseThrow().labels())
          .containsEntry("endpoints.kubernetes.io/managed-by", "endpoint-controller")
          .containsEntry("app", "web");
      assertThat(endpoints(cluster).orElseThrow().annotations())
          .containsKey("endpoints.kubernetes.io/last-change-trigger-time");

      cluster.status("b", "10.0.0.2", true);
      await("ready b", () -> addresses(cluster, "addresses").size() == 2);
      cluster.delete("v1", "pods", "a");
      await(
          "without a",
          () ->
              addresses(cluster, "addresses").equals(List.of("10.0.0.2"))
                  && cluster.endpoints("web").count() == 1);

      cluster.delete("v1", "services", "web");
      await("Endpoints go with their Service", () -> endpoints(cluster).isEmpty());
    }
  }

  @Test
  void aHeadlessServiceWithoutPortsNamesPodsAndMayPublishThemBeforeTheyAreReady() {
    try (NetworkCluster cluster =
        NetworkCluster.of(EndpointsController.KIND, EndpointSliceController.KIND)) {
      cluster.node("n1", "z1");
      service(cluster, "{clusterIP: None, publishNotReadyAddresses: true, selector: {app: web}}");
      cluster.pod("a", "{app: web}", "n1", "10.0.0.1", false);
      await("published", () -> addresses(cluster, "addresses").equals(List.of("10.0.0.1")));
      assertThat(subsets(cluster)).singleElement().matches(each -> !each.has("ports"));
      assertThat(endpoints(cluster).orElseThrow().labels())
          .containsEntry("service.kubernetes.io/headless", "");
      await("in the slice", () -> cluster.endpoints("web").count() == 1);
      JsonObject endpoint = cluster.endpoints("web").findFirst().orElseThrow();
      assertThat(endpoint.object("conditions").isTrue("ready")).isTrue();
      assertThat(endpoint.object("conditions").isTrue("serving")).isFalse();
      assertThat(cluster.slices("web"))
          .singleElement()
          .matches(each -> each.labels().containsKey("service.kubernetes.io/headless"));
    }
  }

  @Test
  void slicesThatSomebodySpoilsOrDeletesAreMadeAgain() {
    try (NetworkCluster cluster = NetworkCluster.of(EndpointSliceController.KIND)) {
      cluster.node("n1", "z1");
      service(cluster, "{selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}");
      cluster.pod("a", "{app: web}", "n1", "10.0.0.1", true);
      await("there", () -> cluster.endpoints("web").count() == 1);
      String name = cluster.slices("web").getFirst().name();
      cluster.delete("discovery.k8s.io/v1", "endpointslices", name);
      await("there again", () -> cluster.endpoints("web").count() == 1);
      ApiObject slice = cluster.slices("web").getFirst();
      assertThat(slice.name()).isNotEqualTo(name);
      cluster
          .resource("discovery.k8s.io/v1", "endpointslices")
          .update(slice.with("endpoints", dev.keelson.apiserver.model.json.JsonArray.EMPTY));
      await("and once more", () -> cluster.endpoints("web").count() == 1);
    }
  }

  @Test
  void handMadeEndpointsOfAServiceWithoutSelectorAreMirrored() {
    try (NetworkCluster cluster =
        NetworkCluster.of(
            EndpointsController.KIND, EndpointSliceController.KIND, MirroringController.KIND)) {
      service(cluster, "{ports: [{name: http, port: 80}]}");
      cluster.create(
          "endpoints",
          """
          apiVersion: v1
          kind: Endpoints
          metadata: {name: web, namespace: default, labels: {mine: "yes"}, annotations: {note: hi}}
          subsets:
          - addresses: [{ip: 10.1.2.3}, {ip: "fd00::7"}]
            notReadyAddresses: [{ip: 10.1.2.4, nodeName: n1}]
            ports: [{name: http, port: 80}]
          """);
      await("mirrored", () -> cluster.endpoints("web").count() == 3);
      assertThat(cluster.slices("web").stream().map(each -> each.tree().text("addressType")))
          .containsExactlyInAnyOrder("IPv4", "IPv6");
      ApiObject mirror = cluster.slices("web").getFirst();
      assertThat(mirror.labels())
          .containsEntry(
              "endpointslice.kubernetes.io/managed-by", "endpointslicemirroring-controller.k8s.io")
          .containsEntry("mine", "yes");
      assertThat(mirror.annotations()).containsEntry("note", "hi");
      assertThat(mirror.controller().orElseThrow().text("kind")).isEqualTo("Endpoints");

      ApiObject source = endpoints(cluster).orElseThrow();
      cluster
          .resource("v1", "endpoints")
          .update(
              source.with(
                  "subsets",
                  NetworkCluster.json(
                          "{\"s\":[{\"addresses\":[{\"ip\":\"10.2.3.4\"}],\"ports\":[{\"name\":\"http\",\"port\":81}]}]}")
                      .array("s")));
      await(
          "updated",
          () ->
              cluster.slices("web").size() == 1
                  && cluster
                      .endpoints("web")
                      .allMatch(
                          each ->
                              each.array("addresses")
                                  .texts()
                                  .toList()
                                  .equals(List.of("10.2.3.4"))));
      cluster.delete("v1", "endpoints", "web");
      await("gone with its source", () -> cluster.slices("web").isEmpty());
    }
  }

  @Test
  void hintsFollowTheServicesTrafficDistribution() {
    try (NetworkCluster cluster = NetworkCluster.of(EndpointSliceController.KIND)) {
      cluster.node("n1", "z1");
      service(
          cluster,
          "{selector: {app: web}, trafficDistribution: PreferSameNode, ports: [{port: 80}]}");
      cluster.pod("a", "{app: web}", "n1", "10.0.0.1", true);
      await("there", () -> cluster.endpoints("web").anyMatch(each -> each.isSet("hints")));
      JsonObject hints = cluster.endpoints("web").findFirst().orElseThrow().object("hints");
      assertThat(hints.toJson())
          .isEqualTo("{\"forZones\":[{\"name\":\"z1\"}],\"forNodes\":[{\"name\":\"n1\"}]}");
      cluster
          .resource("v1", "services")
          .update(
              cluster
                  .resource("v1", "services")
                  .get(WEB)
                  .withSpec(spec -> spec.without("trafficDistribution")));
      await("none", () -> cluster.endpoints("web").noneMatch(each -> each.isSet("hints")));
    }
  }
}
