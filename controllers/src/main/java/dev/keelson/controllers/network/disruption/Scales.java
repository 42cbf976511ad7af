package dev.keelson.controllers.network.disruption;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.SharedInformers;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.pod.OwnerRef;
import dev.keelson.controllers.pod.OwnerRefs;
import dev.keelson.controllers.pod.PodView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How many pods their controllers want: of the kinds that are known from informers; of others by
 * the scale subresource.
 */
final class Scales {
  /**
   * @param unmanaged pods without a controller, which count for nothing
   */
  record Sum(int replicas, List<String> unmanaged) {}

  /** A controller's uid, and what it wants. */
  private record Scale(String uid, int replicas) {}

  private final ApiClient client;
  private final Informer replicaSets;
  private final Informer deployments;
  private final Informer statefulSets;
  private final Informer replicationControllers;

  Scales(ApiClient client, SharedInformers informers) {
    this.client = client;
    this.replicaSets = informers.of("apps/v1", "replicasets");
    this.deployments = informers.of("apps/v1", "deployments");
    this.statefulSets = informers.of("apps/v1", "statefulsets");
    this.replicationControllers = informers.of("v1", "replicationcontrollers");
  }

  List<Informer> informers() {
    return List.of(replicaSets, deployments, statefulSets, replicationControllers);
  }

  /**
   * @throws NoScale a pod's controller is of no kind that says how many it wants
   */
  Sum of(List<PodView> pods) {
    Map<String, Integer> replicas = new HashMap<>();
    Set<String> asked = new HashSet<>();
    Set<String> unmanaged = new HashSet<>();
    for (PodView pod : pods) {
      Optional<OwnerRef> owner = pod.controller();
      if (owner.isEmpty()) {
        unmanaged.add(pod.name());
      } else if (asked.add(owner.get().uid())) {
        Scale scale =
            find(owner.get(), pod.namespace())
                .orElseThrow(
                    () -> new NoScale("found no controllers for pod \"" + pod.name() + "\""));
        replicas.put(scale.uid(), scale.replicas());
      }
    }
    int sum = replicas.values().stream().mapToInt(Integer::intValue).sum();
    return new Sum(sum, unmanaged.stream().sorted().toList());
  }

  private Optional<Scale> find(OwnerRef owner, String namespace) {
    boolean isApps = owner.group().equals("apps") || owner.group().equals("extensions");
    if (isApps && owner.kind().equals("ReplicaSet")) {
      return known(replicaSets, owner, namespace).flatMap(this::deploymentOr);
    }
    if (owner.group().equals("apps") && owner.kind().equals("StatefulSet")) {
      return known(statefulSets, owner, namespace).map(Scales::spec);
    }
    if (owner.group().isEmpty() && owner.kind().equals("ReplicationController")) {
      return known(replicationControllers, owner, namespace).map(Scales::spec);
    }
    return subresource(owner, namespace);
  }

  private static Optional<ApiObject> known(Informer informer, OwnerRef owner, String namespace) {
    return informer
        .store()
        .get(new ObjectName(namespace, owner.name()))
        .filter(each -> each.uid().equals(owner.uid()));
  }

  /** A rollout has several ReplicaSets, and one number. */
  private Optional<Scale> deploymentOr(ApiObject replicaSet) {
    Optional<OwnerRef> owner =
        OwnerRefs.controllerOf(replicaSet).filter(each -> each.kind().equals("Deployment"));
    return owner.isEmpty()
        ? Optional.of(spec(replicaSet))
        : known(deployments, owner.get(), replicaSet.namespace()).map(Scales::spec);
  }

  private static Scale spec(ApiObject object) {
    return new Scale(object.uid(), (int) object.spec().number("replicas", 1));
  }

  private Optional<Scale> subresource(OwnerRef owner, String namespace) {
    JsonObject resources =
        client.get(
            owner.apiVersion().contains("/")
                ? "/apis/" + owner.apiVersion()
                : "/api/" + owner.apiVersion());
    String plural =
        resources
            .array("resources")
            .objects()
            .filter(each -> each.text("kind").equals(owner.kind()))
            .map(each -> each.text("name"))
            .filter(name -> !name.contains("/"))
            .findFirst()
            .orElseThrow(
                () ->
                    new NoScale(
                        "no matches for kind \"%s\" in version \"%s\""
                            .formatted(owner.kind(), owner.apiVersion())));
    boolean isScalable =
        resources
            .array("resources")
            .objects()
            .anyMatch(
                each ->
                    each.text("name").equals(plural + "/scale")
                        && each.text("kind").equals("Scale"));
    if (!isScalable) {
      String group = owner.group().isEmpty() ? "" : "." + owner.group();
      throw new NoScale(plural + group + " does not implement the scale subresource");
    }
    return scale(owner, plural, new ObjectName(namespace, owner.name()));
  }

  private Optional<Scale> scale(OwnerRef owner, String plural, ObjectName name) {
    try {
      ApiObject scale = client.resource(owner.apiVersion(), plural).subresource("scale").get(name);
      return Optional.of(new Scale(scale.uid(), (int) scale.spec().number("replicas", 0)))
          .filter(each -> each.uid().equals(owner.uid()));
    } catch (ApiFailure e) {
      if (e.status().code() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
