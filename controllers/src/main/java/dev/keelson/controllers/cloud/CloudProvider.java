package dev.keelson.controllers.cloud;

import dev.keelson.apiserver.model.ApiObject;
import java.util.Optional;

/**
 * A cloud. Nodes are found by {@code spec.providerID} where they have one, else by name. Each
 * method may block, is called by several threads, and throws {@link CloudFailure} where the cloud
 * does not answer or refuses.
 */
public interface CloudProvider extends AutoCloseable {
  /** That of its {@code providerID}s: {@code name://…}. */
  String name();

  /** Whether the node's machine is there: also one that is shut down. If not, the Node goes. */
  boolean exists(ApiObject node);

  boolean isShutDown(ApiObject node);

  /**
   * Empty: the cloud has nothing to say of this node, which stays as it is.
   *
   * @throws CloudFailure also where there is no such machine
   */
  Optional<InstanceMetadata> metadata(ApiObject node);

  /** Empty: it has none. */
  default Optional<LoadBalancers> loadBalancers() {
    return Optional.empty();
  }

  /** Empty: its network needs none. */
  default Optional<Routes> routes() {
    return Optional.empty();
  }

  @Override
  void close();
}
