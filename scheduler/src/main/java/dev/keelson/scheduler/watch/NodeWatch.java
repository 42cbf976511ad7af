package dev.keelson.scheduler.watch;

import dev.keelson.apiserver.client.informer.InformerHandler;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.scheduler.cache.LiveCache;
import dev.keelson.scheduler.plugin.ClusterChange;
import dev.keelson.scheduler.plugin.ClusterEvent;
import dev.keelson.scheduler.plugin.EventResource;
import dev.keelson.scheduler.queue.SchedulingQueue;
import dev.keelson.scheduler.view.NodeView;
import java.util.Optional;

/** Nodes that come, change and go. */
public final class NodeWatch implements InformerHandler {
  private static final ClusterEvent ADD = ClusterEvent.of(EventResource.NODE, ClusterEvent.ADD);
  private static final ClusterEvent DELETE =
      ClusterEvent.of(EventResource.NODE, ClusterEvent.DELETE);

  private final LiveCache cache;
  private final SchedulingQueue queue;

  public NodeWatch(LiveCache cache, SchedulingQueue queue) {
    this.cache = cache;
    this.queue = queue;
  }

  @Override
  public void added(ApiObject object) {
    NodeView node = NodeView.of(object);
    cache.addNode(node);
    queue.moveAll(new ClusterChange.Nodes(ADD, Optional.empty(), Optional.of(node)));
  }

  @Override
  public void updated(ApiObject before, ApiObject now) {
    NodeView node = NodeView.of(now);
    cache.updateNode(node);
    for (ClusterChange each : NodeChanges.of(NodeView.of(before), node)) {
      queue.moveAll(each);
    }
  }

  @Override
  public void deleted(ApiObject last, boolean isFinalStateUnknown) {
    NodeView node = NodeView.of(last);
    queue.moveAll(new ClusterChange.Nodes(DELETE, Optional.of(node), Optional.empty()));
    cache.removeNode(node.name());
  }
}
