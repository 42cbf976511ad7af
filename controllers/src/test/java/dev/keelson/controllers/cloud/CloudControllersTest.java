package dev.keelson.controllers.cloud;

import static dev.keelson.controllers.network.NetworkCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.cloud.loopback.LoopbackCloud;
import dev.keelson.controllers.cloud.loopback.LoopbackInstance;
import dev.keelson.controllers.network.NetworkCluster;
import dev.keelson.controllers.pod.PodConditions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloudControllersTest {
  private static final ObjectName NODE = new ObjectName("", "n1");
  private static final ObjectName WEB = new ObjectName("default", "web");
  private static final Map<String, String> FLAGS =
      Map.of(
          "node-monitor-period", "20ms",
          "route-reconciliation-period", "20ms",
          "allocate-node-cidrs", "true",
          "cluster-cidr", "10.244.0.0/16");

  @TempDir Path directory;

  private static LoopbackInstance machine() {
    return LoopbackInstance.of(
        "n1",
        List.of(new NodeAddress("InternalIP", "127.0.0.1"), new NodeAddress("Hostname", "n1")));
  }

  private static void node(NetworkCluster cluster, String spec) {
    cluster.create(
        "nodes",
        """
        apiVersion: v1
        kind: Node
        metadata: {name: n1}
        spec: %s
        """
            .formatted(spec));
  }

  private static ApiObject read(NetworkCluster cluster) {
    return cluster.resource("v1", "nodes").get(NODE);
  }

  private static boolean hasTaint(NetworkCluster cluster, String key) {
    return read(cluster)
        .spec()
        .array("taints")
        .objects()
        .anyMatch(each -> each.text("key").equals(key));
  }

  @Test
  void theFourAreNamedAsUpstreamNamesThem() {
    try (LoopbackCloud cloud = LoopbackCloud.at(directory)) {
      assertThat(CloudControllers.all(cloud).stream().map(ControllerKind::name))
          .containsExactly(
              "cloud-node-controller",
              "cloud-node-lifecycle-controller",
              "service-lb-controller",
              "node-route-controller");
    }
  }

  @Test
  void aNodeIsGreetedRoutedShutDownAndGone() throws IOException {
    try (LoopbackCloud cloud = LoopbackCloud.at(directory);
        NetworkCluster cluster =
            new NetworkCluster(dev.keelson.apiserver.client.time.Timing.system())
                .with(FLAGS, CloudControllers.all(cloud))) {
      cloud.launch(machine());
      node(
          cluster,
          "{podCIDRs: [10.244.3.0/24], podCIDR: 10.244.3.0/24, taints: [{key: node.cloudprovider.kubernetes.io/uninitialized, value: \"true\", effect: NoSchedule}]}");
      await("greeted", () -> !hasTaint(cluster, "node.cloudprovider.kubernetes.io/uninitialized"));
      await("its addresses", () -> NodeAddress.of(read(cluster)).size() == 2);
      ApiObject greeted = read(cluster);
      assertThat(greeted.spec().text("providerID")).isEqualTo("loopback://n1");
      assertThat(greeted.labels())
          .containsEntry("topology.kubernetes.io/zone", "loopback-1")
          .containsEntry("topology.kubernetes.io/region", "loopback")
          .containsEntry("node.kubernetes.io/instance-type", "loopback.small");
      await("said", () -> cluster.hasEvent("Synced"));
      await(
          "routed",
          () ->
              PodConditions.find(read(cluster), "NetworkUnavailable")
                  .filter(each -> each.text("reason").equals("RouteCreated"))
                  .isPresent());
      Path route = directory.resolve("routes/n1-10.244.3.0_24.json");
      assertThat(route).exists();
      Files.delete(route);
      await("routed again", () -> Files.exists(route));

      cloud.launch(machine().shutDown());
      await("shut down", () -> hasTaint(cluster, "node.cloudprovider.kubernetes.io/shutdown"));
      cloud.terminate("n1");
      await("gone", () -> cluster.resource("v1", "nodes").find(NODE).isEmpty());
      await("its route too", () -> !Files.exists(route));
      assertThat(cluster.hasEvent("DeletingNode")).isTrue();
    }
  }

  private static JsonObject ingress(NetworkCluster cluster) {
    return cluster
        .resource("v1", "services")
        .get(WEB)
        .status()
        .object("loadBalancer")
        .array("ingress")
        .objects()
        .findFirst()
        .orElse(JsonObject.EMPTY);
  }

  @Test
  void aServiceHasABalancerUntilItGoes() {
    try (LoopbackCloud cloud = LoopbackCloud.at(directory);
        NetworkCluster cluster =
            new NetworkCluster(dev.keelson.apiserver.client.time.Timing.system())
                .with(FLAGS, CloudControllers.all(cloud))) {
      cloud.launch(machine());
      node(
          cluster,
          "{taints: [{key: node.cloudprovider.kubernetes.io/uninitialized, effect: NoSchedule}]}");
      await("addresses", () -> !NodeAddress.of(read(cluster)).isEmpty());
      cluster.create(
          "services",
          """
          apiVersion: v1
          kind: Service
          metadata: {name: web, namespace: default}
          spec: {type: LoadBalancer, ports: [{port: 18080}]}
          """);
      await("an address", () -> !ingress(cluster).text("ip").isEmpty());
      ApiObject service = cluster.resource("v1", "services").get(WEB);
      assertThat(service.finalizers())
          .containsExactly("service.kubernetes.io/load-balancer-cleanup");
      assertThat(ingress(cluster).text("ipMode")).isEqualTo("Proxy");
      await("said", () -> cluster.hasEvent("EnsuredLoadBalancer"));
      Path file = directory.resolve("loadbalancers/" + service.uid() + ".json");
      assertThat(file).exists();

      cluster.resource("v1", "services").delete(WEB);
      await("gone", () -> cluster.resource("v1", "services").find(WEB).isEmpty());
      assertThat(file).doesNotExist();
      await("said", () -> cluster.hasEvent("DeletedLoadBalancer"));
    }
  }

  @Test
  void oneWithAClassIsLeftToOthers() {
    try (LoopbackCloud cloud = LoopbackCloud.at(directory);
        NetworkCluster cluster =
            new NetworkCluster(dev.keelson.apiserver.client.time.Timing.system())
                .with(FLAGS, CloudControllers.all(cloud))) {
      cluster.create(
          "services",
          """
          apiVersion: v1
          kind: Service
          metadata: {name: web, namespace: default}
          spec: {type: LoadBalancer, loadBalancerClass: example.com/mine, ports: [{port: 18080}]}
          """);
      cluster.create(
          "services",
          """
          apiVersion: v1
          kind: Service
          metadata: {name: later, namespace: default}
          spec: {type: LoadBalancer, ports: [{port: 18081}]}
          """);
      await("the other", () -> cluster.hasEvent("EnsuredLoadBalancer"));
      assertThat(cluster.hasEvent("UnAvailableLoadBalancer")).isTrue();
      assertThat(cluster.resource("v1", "services").get(WEB).finalizers()).isEmpty();
      assertThat(cluster.events().stream().filter(each -> each.about().text("name").equals("web")))
          .isEmpty();
    }
  }
}
