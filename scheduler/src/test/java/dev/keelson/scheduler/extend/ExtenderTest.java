package dev.keelson.scheduler.extend;

import static dev.keelson.apiserver.client.InMemoryCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.scheduler.Scheduler;
import dev.keelson.scheduler.SchedulerConfig;
import dev.keelson.scheduler.TestPods;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A program of somebody else's has its say, over HTTP. */
class ExtenderTest {
  private final InMemoryCluster cluster = InMemoryCluster.open();
  private final ApiClient client = cluster.client("test");
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    for (String each : List.of("n1", "n2", "n3")) {
      client.resource("v1", "nodes").create(TestPods.nodeObject(each, "4"));
    }
    TestPods.clearTaints(client);
  }

  @AfterEach
  void close() {
    server.stop(0);
    cluster.close();
  }

  private void answer(String verb, Function<JsonObject, String> reply) {
    server.createContext("/ext/" + verb, exchange -> answer(verb, exchange, reply));
  }

  private void answer(String verb, HttpExchange exchange, Function<JsonObject, String> reply)
      throws IOException {
    calls.add(verb);
    byte[] body = exchange.getRequestBody().readAllBytes();
    byte[] bytes = reply.apply((JsonObject) JsonReader.read(body)).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private SchedulerConfig config(String more) {
    return SchedulerConfig.parse(
        """
        apiVersion: kubescheduler.config.k8s.io/v1
        kind: KubeSchedulerConfiguration
        extenders:
        - urlPrefix: http://127.0.0.1:%d/ext/
          nodeCacheCapable: true
          httpTimeout: 30s
        """
                .formatted(server.getAddress().getPort())
            + more.indent(2));
  }

  private String nodeOf(ObjectName pod) {
    return client.resource("v1", "pods").get(pod).spec().text("nodeName");
  }

  @Test
  void filterAndScoreDecide() {
    answer("filter", _ -> "{\"NodeNames\":[\"n2\",\"n3\"],\"FailedNodes\":{\"n1\":\"no\"}}");
    answer("prioritize", _ -> "[{\"Host\":\"n2\",\"Score\":1},{\"Host\":\"n3\",\"Score\":10}]");
    try (Scheduler _ =
        Scheduler.start(
            cluster.client("scheduler"),
            config("filterVerb: filter\nprioritizeVerb: prioritize\nweight: 100\n"))) {
      ObjectName pod =
          client.resource("v1", "pods").create(TestPods.podObject("a", "1")).objectName();

      await("bound", () -> nodeOf(pod).equals("n3"));
      assertThat(calls).containsExactly("filter", "prioritize");
    }
  }

  @Test
  void itMayBindItself() {
    answer(
        "bind",
        args -> {
          ObjectName pod = new ObjectName(args.text("PodNamespace"), args.text("PodName"));
          client
              .resource("v1", "pods")
              .subresource("binding")
              .create(
                  pod,
                  InMemoryCluster.object(
                      """
                      {"apiVersion":"v1","kind":"Binding",
                       "metadata":{"namespace":"default","name":"%s"},
                       "target":{"kind":"Node","name":"%s"}}"""
                          .formatted(pod.name(), args.text("Node"))));
          return "{}";
        });
    try (Scheduler _ = Scheduler.start(cluster.client("scheduler"), config("bindVerb: bind\n"))) {
      ObjectName pod =
          client.resource("v1", "pods").create(TestPods.podObject("a", "1")).objectName();

      await("bound", () -> !nodeOf(pod).isEmpty());
      assertThat(calls).containsExactly("bind");
    }
  }

  @Test
  void oneThatIsIgnorableMayBeGone() {
    try (Scheduler _ =
        Scheduler.start(
            cluster.client("scheduler"), config("filterVerb: missing\nignorable: true\n"))) {
      ObjectName pod =
          client.resource("v1", "pods").create(TestPods.podObject("a", "1")).objectName();

      await("bound", () -> !nodeOf(pod).isEmpty());
    }
  }
}
