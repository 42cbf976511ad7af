package dev.keelson.controllers.cloud.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.controllers.cloud.CloudFailure;
import dev.keelson.controllers.cloud.Ingress;
import dev.keelson.controllers.cloud.LoadBalancers;
import dev.keelson.controllers.cloud.NodeAddress;
import dev.keelson.controllers.cloud.Route;
import dev.keelson.controllers.cloud.Routes;
import dev.keelson.controllers.network.NetworkCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopbackCloudTest {
  private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");

  @TempDir Path directory;

  private static ApiObject node(String name, String id) {
    return new ApiObject(
        NetworkCluster.json(
            """
            {"metadata":{"name":"%s"},"spec":{%s},
             "status":{"addresses":[{"type":"InternalIP","address":"127.0.0.1"}]}}
            """
                .formatted(name, id.isEmpty() ? "" : "\"providerID\":\"" + id + "\"")));
  }

  private static ApiObject service(int port, int nodePort, String protocol) {
    return new ApiObject(
        NetworkCluster.json(
            """
            {"metadata":{"name":"web","namespace":"default","uid":"11-22"},
             "spec":{"ports":[{"port":%d,"nodePort":%d,"protocol":"%s"}]}}
            """
                .formatted(port, nodePort, protocol)));
  }

  @Test
  void instancesAreWhatTheirFilesSay() throws IOException {
    try (LoopbackCloud cloud = LoopbackCloud.at(directory)) {
      ApiObject node = node("n1", "");
      assertThat(cloud.exists(node)).isFalse();
      assertThatThrownBy(() -> cloud.metadata(node))
          .isInstanceOf(CloudFailure.class)
          .hasMessage("instance not found");
      Path file = directory.resolve("instances/n1.json");
      Files.writeString(
          file,
          "{\"type\":\"big\",\"zone\":\"z\",\"addresses\":[{\"type\":\"InternalIP\",\"address\":\"10.0.0.1\"}]}");
      assertThat(cloud.exists(node("other", "loopback://n1"))).isTrue();
      assertThat(cloud.exists(node("n1", "elsewhere://n1"))).isFalse();
      assertThat(cloud.isShutDown(node)).isFalse();
      assertThat(cloud.metadata(node).orElseThrow().addresses())
          .containsExactly(new NodeAddress("InternalIP", "10.0.0.1"));
      Files.writeString(file, "{\"state\":\"shutdown\"}");
      assertThat(cloud.isShutDown(node)).isTrue();
      Files.writeString(file, "{half");
      assertThatThrownBy(() -> cloud.exists(node)).isInstanceOf(CloudFailure.class);
    }
  }

  @Test
  void whoJoinsALaunchingCloudIsThereUntilItIsTerminated() {
    try (LoopbackCloud cloud = LoopbackCloud.launching(directory)) {
      assertThat(cloud.metadata(node("n1", "")).orElseThrow().providerId())
          .isEqualTo("loopback://n1");
      cloud.terminate("n1");
      assertThat(cloud.exists(node("n1", "loopback://n1"))).isFalse();
      assertThatThrownBy(() -> cloud.metadata(node("n1", "loopback://n1")))
          .isInstanceOf(CloudFailure.class);
    }
  }

  @Test
  void routesAreFiles() {
    try (LoopbackCloud cloud = LoopbackCloud.at(directory)) {
      Routes routes = cloud.routes().orElseThrow();
      routes.create(new Route("uid", "n1", List.of(), "fd00:1::/64", false));
      routes.create(new Route("uid", "n1", List.of(), "fd00:1::/64", false));
      assertThat(routes.list())
          .singleElement()
          .satisfies(
              each -> {
                assertThat(each.node()).isEqualTo("n1");
                assertThat(each.cidr()).isEqualTo("fd00:1::/64");
              });
      routes.delete(routes.list().getFirst());
      assertThat(routes.list()).isEmpty();
    }
  }

  private static String ask(String host, int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.ofLiteral(host), port)) {
      socket.setSoTimeout(20_000);
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aBalancerForwardsToTheNodePortAndListensWhereItDidAfterARestart() throws IOException {
    try (ServerSocket backend = new ServerSocket(0, 16, HERE)) {
      Thread.ofVirtual()
          .start(
              () -> {
                while (!backend.isClosed()) {
                  try (Socket client = backend.accept()) {
                    client.getOutputStream().write('x');
                  } catch (IOException _) {
                    // The next, or closed.
                  }
                }
              });
      // Never a port of the system's: whether it can be had, or a free one is, is the same here.
      ApiObject service = service(443, backend.getLocalPort(), "TCP");
      List<ApiObject> nodes = List.of(node("n1", ""));
      List<Ingress> first;
      try (LoopbackCloud cloud = LoopbackCloud.at(directory)) {
        LoadBalancers balancers = cloud.loadBalancers().orElseThrow();
        assertThat(balancers.find(service)).isEmpty();
        first = balancers.ensure(service, nodes);
        assertThat(balancers.ensure(service, nodes)).isEqualTo(first);
        assertThat(balancers.find(service)).contains(first);
        assertThat(ask(first.getFirst().ip(), port(first))).isEqualTo("x");
        balancers.update(service, List.of());
        assertThat(ask(first.getFirst().ip(), port(first))).isEmpty();
      }
      try (LoopbackCloud cloud = LoopbackCloud.at(directory)) {
        LoadBalancers balancers = cloud.loadBalancers().orElseThrow();
        List<Ingress> second = balancers.ensure(service, nodes);
        assertThat(second.getFirst().ip()).isEqualTo(first.getFirst().ip());
        assertThat(ask(second.getFirst().ip(), port(second))).isEqualTo("x");
        balancers.delete(service);
        balancers.delete(service);
        assertThat(balancers.find(service)).isEmpty();
      }
    }
  }

  private static int port(List<Ingress> ingress) {
    List<Integer> ports = ingress.getFirst().ports();
    return ports.isEmpty() ? 443 : ports.getFirst();
  }

  @Test
  void onlyTcpIsBalanced() {
    try (LoopbackCloud cloud = LoopbackCloud.at(directory)) {
      LoadBalancers balancers = cloud.loadBalancers().orElseThrow();
      assertThatThrownBy(() -> balancers.ensure(service(53, 30053, "UDP"), List.of()))
          .isInstanceOf(CloudFailure.class)
          .hasMessage("port 53: the loopback cloud balances TCP alone, not UDP");
    }
  }
}
