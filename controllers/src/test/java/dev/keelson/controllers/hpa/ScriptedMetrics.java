package dev.keelson.controllers.hpa;

import dev.keelson.apiserver.client.ApiCall;
import dev.keelson.apiserver.client.ApiReply;
import dev.keelson.apiserver.client.ApiTransport;
import dev.keelson.apiserver.client.EventStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The API server, and beside it a metrics server that says of each pod the same. */
final class ScriptedMetrics implements ApiTransport {
  private final ApiTransport server;
  volatile String cpu = "";
  volatile int pods = 1;

  ScriptedMetrics(ApiTransport server) {
    this.server = server;
  }

  @Override
  public ApiReply send(ApiCall call) {
    if (cpu.isEmpty() || !call.path().startsWith("/apis/metrics.k8s.io/")) {
      return server.send(call);
    }
    StringBuilder items = new StringBuilder();
    for (int i = 0; i < pods; i++) {
      items
          .append(i > 0 ? "," : "")
          .append("{\"metadata\":{\"name\":\"web-" + i + "\",\"namespace\":\"default\"},")
          .append("\"timestamp\":\"2030-01-01T00:00:00Z\",\"window\":\"30s\",")
          .append("\"containers\":[{\"name\":\"c\",\"usage\":{\"cpu\":\"" + cpu + "\"}}]}");
    }
    String body = "{\"kind\":\"PodMetricsList\",\"items\":[" + items + "]}";
    return new ApiReply(200, Map.of(), body.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public EventStream watch(ApiCall call) {
    return server.watch(call);
  }

  @Override
  public void close() {
    server.close();
  }
}
