package dev.keelson.nodeagent.node;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.nodeagent.pod.ConfigSource;
import dev.keelson.nodeagent.spec.PodView;
import java.util.List;
import java.util.Optional;

/** What the pods of one node may name: what all nodes share, and what this one has to give. */
record NodeConfigs(Configs shared, NodeShape shape) implements ConfigSource {
  @Override
  public Optional<ApiObject> configMap(ObjectName name) {
    return shared.configMap(name);
  }

  @Override
  public Optional<ApiObject> secret(ObjectName name) {
    return shared.secret(name);
  }

  @Override
  public List<ApiObject> services(String namespace) {
    return shared.services(namespace);
  }

  @Override
  public String token(PodView pod, String audience, long seconds) {
    return shared.token(pod, audience, seconds);
  }

  @Override
  public Quantity allocatable(String resource) {
    return shape.allocatable(resource);
  }
}
