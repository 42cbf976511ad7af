package dev.keelson.controllers.node;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.PatchType;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonWriter;
import dev.keelson.controllers.pod.Times;
import java.util.ArrayList;
import java.util.List;

/** Changes a node's taints on top of what it has at that moment. */
public final class NodeTaints {
  /** As upstream's {@code UpdateTaintBackoff}: reads again after a conflict. */
  private static final int ATTEMPTS = 5;

  private final ResourceClient nodes;

  public NodeTaints(ApiClient client) {
    this.nodes = client.resource("v1", "nodes");
  }

  /**
   * In one write. A taint that is there already keeps its time, so that a second attempt changes
   * nothing.
   *
   * @return the node as it is now, or as it was if there was nothing to do; gone nodes as given
   */
  public NodeView swap(NodeView known, List<Taint> wanted, List<Taint> unwanted) {
    NodeView node = known;
    for (int left = ATTEMPTS; ; left--) {
      List<Taint> before = node.taints();
      List<Taint> after = after(before, wanted, unwanted, now());
      if (after.equals(before)) {
        return node;
      }
      try {
        return new NodeView(patch(node.object(), after));
      } catch (ApiFailure e) {
        if (e.status().code() == 404) {
          return known;
        }
        if (e.status().code() != 409 || left <= 1) {
          throw e;
        }
        node = new NodeView(nodes.get(known.object().objectName()));
      }
    }
  }

  /** Pure. */
  static List<Taint> after(
      List<Taint> before, List<Taint> wanted, List<Taint> unwanted, String now) {
    List<Taint> after = new ArrayList<>();
    for (Taint each : before) {
      if (unwanted.stream().noneMatch(each::isSame)) {
        after.add(each);
      }
    }
    for (Taint each : wanted) {
      if (after.stream().noneMatch(each::isSame)) {
        after.add(each.addedAt(now));
      }
    }
    return after;
  }

  private ApiObject patch(ApiObject node, List<Taint> taints) {
    JsonObject change =
        JsonObject.of(
            "metadata",
            JsonObject.builder().put("resourceVersion", node.resourceVersion()).build(),
            "spec",
            JsonObject.of(
                "taints", new JsonArray(List.copyOf(taints.stream().map(Taint::tree).toList()))));
    return nodes.patch(new ObjectName("", node.name()), PatchType.MERGE, JsonWriter.bytes(change));
  }

  private String now() {
    return Times.text(nodes.client().timing().now());
  }
}
