package dev.keelson.scheduler.plugins.spread;

import dev.keelson.scheduler.view.NodeView;
import dev.keelson.scheduler.view.PodView;
import dev.keelson.scheduler.view.Taint;
import java.util.List;

/** Whether a node's taints keep a pod away. */
final class Repelling {
  private Repelling() {}

  static boolean repels(NodeView node, PodView pod) {
    List<Taint> taints = node.taints();
    for (int i = 0; i < taints.size(); i++) {
      if (taints.get(i).repels() && !pod.tolerates(taints.get(i))) {
        return true;
      }
    }
    return false;
  }
}
