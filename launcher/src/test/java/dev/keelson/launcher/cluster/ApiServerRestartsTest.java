package dev.keelson.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.ApiCall;
import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ApiReply;
import dev.keelson.apiserver.client.ApiTransport;
import dev.keelson.apiserver.client.ClientOptions;
import dev.keelson.apiserver.client.EventStream;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.server.Peer;
import dev.keelson.apiserver.server.assembly.ApiServer;
import dev.keelson.apiserver.server.assembly.ApiServerConfig;
import dev.keelson.controllers.ControllerManager;
import dev.keelson.controllers.ControllerSelection;
import dev.keelson.controllers.KubeControllers;
import dev.keelson.controllers.ManagerOptions;
import dev.keelson.mvcc.LocalKvStore;
import dev.keelson.nodeagent.NodePool;
import dev.keelson.nodeagent.NodePoolConfig;
import dev.keelson.nodeagent.PodNetwork;
import dev.keelson.scheduler.Scheduler;
import dev.keelson.scheduler.SchedulerConfig;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The API server goes, and another comes on the same store, while a thousand pods start. */
class ApiServerRestartsTest {
  private static final int PODS = 1000;

  /** To whichever server there is at the moment. */
  private static final class Doorway implements ApiTransport {
    private volatile Optional<ApiTransport> server = Optional.empty();

    void leadTo(ApiServer api) {
      server =
          Optional.of(
              Loopback.to(
                  api,
                  Peer.inProcess(Identity.ADMIN.user(), Identity.ADMIN.groups()),
                  dev.keelson.apiserver.client.time.Activity.IGNORED));
    }

    void shut() {
      server = Optional.empty();
    }

    private ApiTransport server() {
      return server.orElseThrow(
          () -> TransportFailure.unsent("connection refused", new java.net.ConnectException()));
    }

    @Override
    public ApiReply send(ApiCall call) {
      return server().send(call);
    }

    @Override
    public EventStream watch(ApiCall call) {
      return server().watch(call);
    }

    @Override
    public void close() {}
  }

  private final Doorway door = new Doorway();

  private ApiClient client(String name) {
    return new ApiClient(door, ClientOptions.usual(name));
  }

  @Test
  void aThousandPodsStartAndNoneIsLostOrDoubled() {
    try (LocalKvStore store = LocalKvStore.inMemory()) {
      ApiServer first = ApiServer.open(store, ApiServerConfig.embedded());
      door.leadTo(first);
      try (ControllerManager _ = ControllerManager.start(client("controllers"), controllers());
          Scheduler _ = Scheduler.start(client("scheduler"), SchedulerConfig.defaults());
          NodePool pool = NodePool.start(client("kubelet"), nodes())) {
        ApiClient client = client("test");
        BadDays.deploy(client, PODS, "10m");
        BadDays.await("some run", () -> running(client).size() > PODS / 10);

        door.shut();
        first.close();
        ApiServer second = ApiServer.open(store, ApiServerConfig.embedded());
        door.leadTo(second);
        try {
          BadDays.await("all run", () -> running(client).size() == PODS);
          BadDays.await("no other is left", () -> BadDays.pods(client).size() == PODS);
          List<ApiObject> pods = BadDays.pods(client);
          assertThat(pods).hasSize(PODS).allMatch(BadDays::isActive);
          assertThat(pods.stream().map(ApiObject::uid).collect(Collectors.toSet())).hasSize(PODS);
          assertThat(pods.stream().map(pod -> pod.status().text("podIP")).distinct()).hasSize(PODS);
          assertThat(pool.podCount()).isEqualTo(PODS);
        } finally {
          second.close();
        }
      }
    }
  }

  private static ManagerOptions controllers() {
    return ManagerOptions.of(KubeControllers.ALL)
        .only(
            ControllerSelection.parse(
                "serviceaccount-controller,deployment-controller,replicaset-controller,"
                    + "node-lifecycle-controller"));
  }

  private static NodePoolConfig nodes() {
    return NodePoolConfig.ofCount(20).withNetwork(new PodNetwork.Range("10.244.0.0/16", 24));
  }

  private static List<ApiObject> running(ApiClient client) {
    return BadDays.pods(client).stream()
        .filter(pod -> BadDays.isActive(pod) && BadDays.isTrue(pod, "Ready"))
        .toList();
  }
}
