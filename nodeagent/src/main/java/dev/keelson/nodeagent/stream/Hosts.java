package dev.keelson.nodeagent.stream;

import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.nodeagent.node.HostedNode;
import dev.keelson.nodeagent.node.PodWorker;
import java.util.Optional;

/** Port: whom the server answers for. Thread-safe. */
public interface Hosts {
  /**
   * @param address at which a connection arrived
   */
  Optional<HostedNode> nodeAt(String address);

  Optional<PodWorker> pod(ObjectName name);

  Timing timing();
}
