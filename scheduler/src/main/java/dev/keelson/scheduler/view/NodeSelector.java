package dev.keelson.scheduler.view;

import dev.keelson.apiserver.model.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * Terms of which one must match; without any nothing matches. Used for required node affinity and
 * for the nodes of a volume.
 */
public record NodeSelector(List<NodeSelectorTerm> terms) {
  public NodeSelector {
    terms = List.copyOf(terms);
  }

  /** Of a {@code v1.NodeSelector}. */
  public static NodeSelector of(JsonObject selector) {
    return new NodeSelector(
        selector.array("nodeSelectorTerms").objects().map(NodeSelectorTerm::of).toList());
  }

  public boolean matches(NodeView node) {
    return matches(node.labels(), node.name());
  }

  public boolean matches(Map<String, String> nodeLabels, String nodeName) {
    for (NodeSelectorTerm each : terms) {
      if (each.matches(nodeLabels, nodeName)) {
        return true;
      }
    }
    return false;
  }
}
