package dev.keelson.scheduler.plugin;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.scheduler.view.NodeView;
import dev.keelson.scheduler.view.PodView;
import java.util.Optional;

/**
 * Something that happened, with the object before and after. Of pods and nodes the parsed views.
 */
public sealed interface ClusterChange {
  ClusterEvent event();

  record Pods(ClusterEvent event, Optional<PodView> before, Optional<PodView> after)
      implements ClusterChange {}

  record Nodes(ClusterEvent event, Optional<NodeView> before, Optional<NodeView> after)
      implements ClusterChange {}

  /** Of any other kind. */
  record Objects(ClusterEvent event, Optional<ApiObject> before, Optional<ApiObject> after)
      implements ClusterChange {}

  /** Without an object: a timeout, a request by name. */
  record Signal(ClusterEvent event) implements ClusterChange {}
}
