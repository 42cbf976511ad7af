package dev.keelson.controllers.cloud.loopback;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.controllers.cloud.CloudFailure;
import dev.keelson.controllers.cloud.CloudProvider;
import dev.keelson.controllers.cloud.InstanceMetadata;
import dev.keelson.controllers.cloud.LoadBalancers;
import dev.keelson.controllers.cloud.NodeAddress;
import dev.keelson.controllers.cloud.Routes;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The cloud of one machine, under a directory:
 *
 * <pre>
 * instances/NAME.json      a machine; edit its state, remove it
 * routes/NAME.json         {"node":"n1","cidr":"10.244.1.0/24"}
 * loadbalancers/UID.json   where a Service's balancer listens, and whom it sends to
 * </pre>
 */
public final class LoopbackCloud implements CloudProvider {
  private final Table instances;
  private final boolean launches;
  private final LoopbackRoutes routes;
  private final LoopbackBalancers balancers;

  private LoopbackCloud(Path directory, boolean launches) {
    this.instances = new Table(directory.resolve("instances"));
    this.launches = launches;
    this.routes = new LoopbackRoutes(new Table(directory.resolve("routes")));
    this.balancers = new LoopbackBalancers(new Table(directory.resolve("loadbalancers")));
  }

  /** Only the machines that have files. */
  public static LoopbackCloud at(Path directory) {
    return new LoopbackCloud(directory, false);
  }

  /** A node without a provider id that asks for its machine gets one: who joins, is there. */
  public static LoopbackCloud launching(Path directory) {
    return new LoopbackCloud(directory, true);
  }

  @Override
  public String name() {
    return "loopback";
  }

  public void launch(LoopbackInstance instance) {
    instances.put(instance.name(), instance.tree());
  }

  /** It is no more. */
  public void terminate(String instance) {
    instances.remove(instance);
  }

  public Optional<LoopbackInstance> instance(String name) {
    return instances.find(name).map(tree -> LoopbackInstance.of(name, tree));
  }

  private Optional<LoopbackInstance> of(ApiObject node) {
    String id = node.spec().text("providerID");
    if (id.isEmpty()) {
      return instance(node.name());
    }
    return id.startsWith(LoopbackInstance.SCHEME)
        ? instance(id.substring(LoopbackInstance.SCHEME.length()))
        : Optional.empty();
  }

  @Override
  public boolean exists(ApiObject node) {
    return of(node).isPresent();
  }

  @Override
  public boolean isShutDown(ApiObject node) {
    return of(node).filter(LoopbackInstance::isShutDown).isPresent();
  }

  @Override
  public Optional<InstanceMetadata> metadata(ApiObject node) {
    Optional<LoopbackInstance> known = of(node);
    if (known.isEmpty() && launches && !node.spec().isSet("providerID")) {
      List<NodeAddress> said = NodeAddress.of(node);
      List<NodeAddress> addresses =
          said.isEmpty() ? List.of(new NodeAddress(NodeAddress.INTERNAL_IP, "127.0.0.1")) : said;
      launch(LoopbackInstance.of(node.name(), addresses));
      known = of(node);
    }
    return Optional.of(known.orElseThrow(CloudFailure::instanceNotFound).metadata());
  }

  @Override
  public Optional<LoadBalancers> loadBalancers() {
    return Optional.of(balancers);
  }

  @Override
  public Optional<Routes> routes() {
    return Optional.of(routes);
  }

  /** Its forwarders end; their files remain, and a later one listens where they did. */
  @Override
  public void close() {
    balancers.close();
  }
}
