package dev.keelson.scheduler.watch;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.scheduler.plugin.ClusterChange;
import dev.keelson.scheduler.plugin.ClusterEvent;
import dev.keelson.scheduler.plugin.EventResource;
import dev.keelson.scheduler.view.NodeView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What of a node has changed that may matter to scheduling. Heartbeats do not. */
final class NodeChanges {
  private NodeChanges() {}

  static List<ClusterChange> of(NodeView before, NodeView now) {
    List<ClusterChange> changes = new ArrayList<>(0);
    if (before.isUnschedulable() && !now.isUnschedulable()) {
      add(changes, ClusterEvent.UPDATE_NODE_TAINT, before, now);
    }
    if (!before.allocatable().equals(now.allocatable())) {
      add(changes, ClusterEvent.UPDATE_NODE_ALLOCATABLE, before, now);
    }
    if (!before.labels().equals(now.labels())) {
      add(changes, ClusterEvent.UPDATE_NODE_LABEL, before, now);
    }
    if (!before.taints().equals(now.taints())) {
      add(changes, ClusterEvent.UPDATE_NODE_TAINT, before, now);
    }
    if (!conditions(before.object()).equals(conditions(now.object()))) {
      add(changes, ClusterEvent.UPDATE_NODE_CONDITION, before, now);
    }
    if (!before
        .object()
        .metadata()
        .get("annotations")
        .equals(now.object().metadata().get("annotations"))) {
      add(changes, ClusterEvent.UPDATE_NODE_ANNOTATION, before, now);
    }
    if (!before.declaredFeatures().equals(now.declaredFeatures())) {
      add(changes, ClusterEvent.UPDATE_NODE_DECLARED_FEATURE, before, now);
    }
    return changes;
  }

  private static Map<String, String> conditions(ApiObject node) {
    Map<String, String> conditions = new HashMap<>();
    node.status()
        .array("conditions")
        .objects()
        .forEach(each -> conditions.put(each.text("type"), each.text("status")));
    return conditions;
  }

  private static void add(List<ClusterChange> changes, int action, NodeView before, NodeView now) {
    changes.add(
        new ClusterChange.Nodes(
            ClusterEvent.of(EventResource.NODE, action), Optional.of(before), Optional.of(now)));
  }
}
