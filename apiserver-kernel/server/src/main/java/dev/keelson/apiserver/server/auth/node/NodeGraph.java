package dev.keelson.apiserver.server.auth.node;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionResource;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.auth.ObjectLookup;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Says which objects a node's pods lead to: secret, config map, claim and service account of a pod;
 * the volume of a claim; the secrets of such a volume. What a pod refers to is read from it once.
 * Thread-safe.
 */
final class NodeGraph {
  private static final GroupVersionResource CLAIMS =
      new GroupVersionResource("", "v1", "persistentvolumeclaims");
  private static final GroupVersionResource VOLUMES =
      new GroupVersionResource("", "v1", "persistentvolumes");
  private static final GroupVersionResource ATTACHMENTS =
      new GroupVersionResource("storage.k8s.io", "v1", "volumeattachments");
  private static final GroupVersionResource SLICES =
      new GroupVersionResource("resource.k8s.io", "v1", "resourceslices");

  private record Known(ApiObject pod, PodReferences references) {}

  private final PodsByNode pods;
  private final ObjectLookup objects;

  /** By node, then by pod; the inner maps are never changed once they stand here. */
  private final Map<String, Map<ObjectName, Known>> known = new ConcurrentHashMap<>();

  NodeGraph(PodsByNode pods, ObjectLookup objects) {
    this.pods = pods;
    this.objects = objects;
  }

  boolean hasPod(String node, ObjectName name) {
    return objects
        .find(ObjectLookup.PODS, name)
        .filter(pod -> pod.spec().text("nodeName").equals(node))
        .isPresent();
  }

  boolean needsConfigMap(String node, ObjectName name) {
    return anyPod(node, name.namespace(), each -> each.configMaps().contains(name.name()));
  }

  boolean needsClaim(String node, ObjectName name) {
    return anyPod(node, name.namespace(), each -> each.claims().contains(name.name()));
  }

  boolean needsResourceClaim(String node, ObjectName name) {
    return anyPod(node, name.namespace(), each -> each.resourceClaims().contains(name.name()));
  }

  boolean needsServiceAccount(String node, ObjectName name) {
    return anyPod(node, name.namespace(), each -> each.serviceAccount().equals(name.name()));
  }

  boolean needsSecret(String node, ObjectName name) {
    return anyPod(node, name.namespace(), each -> each.secrets().contains(name.name()))
        || hasVolumeWithSecret(node, name);
  }

  boolean needsVolume(String node, String name) {
    return objects
        .find(VOLUMES, new ObjectName("", name))
        .flatMap(NodeGraph::claimOf)
        .filter(claim -> needsClaim(node, claim))
        .isPresent();
  }

  boolean hasAttachment(String node, String name) {
    return isOn(node, ATTACHMENTS, name);
  }

  boolean hasResourceSlice(String node, String name) {
    return isOn(node, SLICES, name);
  }

  private boolean isOn(String node, GroupVersionResource resource, String name) {
    return objects
        .find(resource, new ObjectName("", name))
        .filter(object -> object.spec().text("nodeName").equals(node))
        .isPresent();
  }

  private boolean anyPod(String node, String namespace, Predicate<PodReferences> condition) {
    for (Map.Entry<ObjectName, Known> each : current(node).entrySet()) {
      if (each.getKey().namespace().equals(namespace)
          && condition.test(each.getValue().references())) {
        return true;
      }
    }
    return false;
  }

  /** The node's pods with what they refer to. */
  private Map<ObjectName, Known> current(String node) {
    Map<ObjectName, Known> before = known.getOrDefault(node, Map.of());
    Map<ObjectName, Known> now = new HashMap<>();
    boolean isChanged = false;
    for (ApiObject pod : pods.podsOf(node)) {
      ObjectName name = pod.objectName();
      Known each = before.get(name);
      if (each == null || each.pod().tree() != pod.tree()) {
        each = new Known(pod, PodReferences.of(pod));
        isChanged = true;
      }
      now.put(name, each);
    }
    if (now.isEmpty()) {
      known.remove(node);
    } else if (isChanged || now.size() != before.size()) {
      known.put(node, now);
    }
    return now;
  }

  /** Both must say that they belong together: anybody may write a volume's name into a claim. */
  private boolean hasVolumeWithSecret(String node, ObjectName secret) {
    for (Map.Entry<ObjectName, Known> pod : current(node).entrySet()) {
      for (String claim : pod.getValue().references().claims()) {
        ObjectName claimName = new ObjectName(pod.getKey().namespace(), claim);
        Optional<ApiObject> volume =
            objects
                .find(CLAIMS, claimName)
                .flatMap(
                    each ->
                        objects.find(VOLUMES, new ObjectName("", each.spec().text("volumeName"))))
                .filter(each -> claimOf(each).equals(Optional.of(claimName)));
        if (volume.isPresent() && VolumeSecrets.of(volume.get()).contains(secret)) {
          return true;
        }
      }
    }
    return false;
  }

  private static Optional<ObjectName> claimOf(ApiObject volume) {
    JsonObject ref = volume.spec().object("claimRef");
    return ref.isEmpty()
        ? Optional.empty()
        : Optional.of(new ObjectName(ref.text("namespace"), ref.text("name")));
  }
}
