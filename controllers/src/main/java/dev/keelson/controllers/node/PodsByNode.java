package dev.keelson.controllers.node;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.SharedInformers;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.controllers.pod.PodIndexes;
import java.util.List;

/** The pods of the process, found by the node that they are bound to. */
public record PodsByNode(Informer pods) {
  public static PodsByNode of(SharedInformers informers) {
    return new PodsByNode(PodIndexes.pods(informers));
  }

  /** "": not bound yet. */
  public static String nodeOf(ApiObject pod) {
    return pod.spec().text("nodeName");
  }

  public List<ApiObject> on(String node) {
    return pods.store().byIndex(PodIndexes.NODE, node);
  }
}
