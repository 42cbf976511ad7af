package dev.keelson.nodeagent;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.nodeagent.node.HostedNode;
import dev.keelson.nodeagent.node.PodWorker;
import java.util.Optional;
import java.util.function.Function;

final class KubeletServer implements AutoCloseable {
  KubeletServer(KubeletServerConfig config, ApiClient client, Function<String, Optional<HostedNode>> nodes, Function<ObjectName, Optional<PodWorker>> pods) {}
  void open() {}
  int port() { return 1; }
  @Override public void close() {}
}
