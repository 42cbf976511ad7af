package dev.keelson.controllers.pod;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.SharedInformers;
import dev.keelson.apiserver.model.ApiObject;
import java.util.ArrayList;
import java.util.List;

/**
 * The indexes of pods that several controllers share: by the uid of the controller, by node.
 * Whoever asks for pods here may ask for the first time or again.
 */
public final class PodIndexes {
  /** Uid of the controller to its pods; {@code orphans/<namespace>} to those without one. */
  public static final String OWNER_UID = "owner-uid";

  /** Name of the node to the pods bound to it; "" to those that are not bound. */
  public static final String NODE = "node";

  private PodIndexes() {}

  /** The informer of pods, with the indexes. */
  public static Informer pods(SharedInformers informers) {
    return informers.of("v1", "pods").index(OWNER_UID, PodIndexes::ownerKey).index(NODE, node());
  }

  /**
   * By {@link #OWNER_UID}, of any resource: ReplicaSets of a Deployment, ControllerRevisions of a
   * StatefulSet.
   */
  public static Informer byOwner(Informer informer) {
    return informer.index(OWNER_UID, PodIndexes::ownerKey);
  }

  private static java.util.function.Function<ApiObject, List<String>> node() {
    return pod -> List.of(pod.spec().text("nodeName"));
  }

  private static List<String> ownerKey(ApiObject object) {
    return List.of(
        object
            .controller()
            .map(owner -> owner.text("uid"))
            .orElseGet(() -> "orphans/" + object.namespace()));
  }

  public static List<ApiObject> ownedBy(Informer informer, String uid) {
    return informer.store().byIndex(OWNER_UID, uid);
  }

  public static List<ApiObject> orphans(Informer informer, String namespace) {
    return informer.store().byIndex(OWNER_UID, "orphans/" + namespace);
  }

  /** What its owner may keep, release or adopt: what it owns, and orphans beside it. */
  public static List<ApiObject> claimable(Informer informer, ApiObject owner) {
    List<ApiObject> all = new ArrayList<>(ownedBy(informer, owner.uid()));
    all.addAll(orphans(informer, owner.namespace()));
    return all;
  }

  public static List<PodView> onNode(Informer pods, String node) {
    return PodView.of(pods.store().byIndex(NODE, node));
  }
}
