package dev.keelson.controllers.node;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.SharedInformers;
import dev.keelson.apiserver.model.ApiObject;
import java.util.List;

/** The pods of the process, found by the node that they are bound to. */
public record PodsByNode(Informer pods) {
  /** Shared by all controllers of the process. */
  private static final String INDEX = "node";

  public static PodsByNode of(SharedInformers informers) {
    return new PodsByNode(informers.of("v1", "pods").index(INDEX, PodsByNode::keys));
  }

  private static List<String> keys(ApiObject pod) {
    String node = nodeOf(pod);
    return node.isEmpty() ? List.of() : List.of(node);
  }

  /** "": not bound yet. */
  public static String nodeOf(ApiObject pod) {
    return pod.spec().text("nodeName");
  }

  public List<ApiObject> on(String node) {
    return pods.store().byIndex(INDEX, node);
  }
}
