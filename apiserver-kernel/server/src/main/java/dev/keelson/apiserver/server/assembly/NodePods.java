package dev.keelson.apiserver.server.assembly;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.server.auth.node.PodsByNode;
import dev.keelson.apiserver.server.resource.ResourceRegistry;
import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.apiserver.server.storage.cache.Cacher;
import dev.keelson.apiserver.server.storage.cache.Cachers;
import dev.keelson.apiserver.server.storage.cache.ListQuery;
import dev.keelson.apiserver.server.storage.cache.Selection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Pods by their node; built anew when it is asked for after pods have changed. */
final class NodePods implements PodsByNode {
  private record Index(long changes, Map<String, List<Stored>> byNode) {}

  private final Supplier<Cacher> pods;
  private volatile Index index = new Index(-1, Map.of());

  NodePods(ResourceRegistry resources, Cachers cachers) {
    this.pods = () -> cachers.of(resources.get("v1", "pods"));
  }

  @Override
  public Collection<ApiObject> podsOf(String node) {
    return current().byNode().getOrDefault(node, List.of()).stream().map(Stored::object).toList();
  }

  private Index current() {
    Cacher cacher = pods.get();
    Index known = index;
    long changes = cacher.changes();
    if (known.changes() == changes) {
      return known;
    }
    Map<String, List<Stored>> byNode = new HashMap<>();
    for (Stored pod : cacher.list(ListQuery.of(Selection.ALL).at("0", "")).items()) {
      String node = pod.text("spec", "nodeName").orElse("");
      if (!node.isEmpty()) {
        byNode.computeIfAbsent(node, _ -> new ArrayList<>()).add(pod);
      }
    }
    Index built = new Index(changes, byNode);
    index = built;
    return built;
  }
}
