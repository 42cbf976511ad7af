package dev.keelson.nodeagent.pod;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.nodeagent.spec.PodView;
import java.util.List;
import java.util.Optional;

/**
 * Port: what a pod may name (ConfigMaps, Secrets, tokens, its node's resources) or is told of
 * unasked (Services). May block.
 */
public interface ConfigSource {
  /** Empty: there is none. */
  Optional<ApiObject> configMap(ObjectName name);

  /** Empty: there is none. */
  Optional<ApiObject> secret(ObjectName name);

  /** Of a namespace, as far as they have come here. */
  List<ApiObject> services(String namespace);

  /**
   * One of the pod's service account, bound to the pod.
   *
   * @param audience "" for the API server
   * @throws ConfigMissing it is not to be had
   */
  String token(PodView pod, String audience, long seconds);

  /** What the node has for its pods; 0 of what it does not have. */
  Quantity allocatable(String resource);
}
