package dev.keelson.controllers.cloud;

import dev.keelson.apiserver.model.ApiObject;
import java.util.List;
import java.util.Optional;

/** A cloud's load balancers, one a Service. As {@link CloudProvider}. */
public interface LoadBalancers {
  /** Where it can be reached; empty: there is none. */
  Optional<List<Ingress>> find(ApiObject service);

  /** Makes it, or brings it to what the Service and the nodes are now. */
  List<Ingress> ensure(ApiObject service, List<ApiObject> nodes);

  /** Only the nodes have changed. */
  void update(ApiObject service, List<ApiObject> nodes);

  /** One that is gone already is no failure. */
  void delete(ApiObject service);
}
