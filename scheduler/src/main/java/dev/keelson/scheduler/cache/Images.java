package dev.keelson.scheduler.cache;

import dev.keelson.scheduler.view.NodeView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which nodes have which images. Under the cache's lock. */
final class Images {
  private record Known(ImageState state, Set<String> nodes) {}

  private final Map<String, Known> byName = new HashMap<>();

  /** What the node has, by every name. */
  Map<String, ImageState> add(NodeView node) {
    Map<String, ImageState> states = new HashMap<>();
    for (NodeView.Image image : node.images()) {
      for (String name : image.names()) {
        Known known =
            byName.computeIfAbsent(
                name, _ -> new Known(new ImageState(image.size(), 0), new HashSet<>()));
        known.nodes().add(node.name());
        known.state().nodes(known.nodes().size());
        states.put(name, known.state());
      }
    }
    return states;
  }

  void remove(NodeView node) {
    for (NodeView.Image image : node.images()) {
      for (String name : image.names()) {
        byName.computeIfPresent(
            name,
            (_, known) -> {
              known.nodes().remove(node.name());
              known.state().nodes(known.nodes().size());
              return known.nodes().isEmpty() ? null : known;
            });
      }
    }
  }
}
