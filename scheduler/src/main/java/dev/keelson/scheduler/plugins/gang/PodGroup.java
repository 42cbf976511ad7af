package dev.keelson.scheduler.plugins.gang;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.scheduler.view.PodView;
import java.util.Optional;

/** {@code scheduling.k8s.io/v1alpha2} PodGroup, as the scheduler reads it. */
record PodGroup(ApiObject object) {
  static final String API_VERSION = "scheduling.k8s.io/v1alpha2";
  static final String RESOURCE = "podgroups";

  /** The condition that the scheduler keeps in its status. */
  static final String SCHEDULED = "PodGroupScheduled";

  /** Of the pod or object: the group it says it belongs to. */
  static Optional<ObjectName> nameOf(String namespace, JsonObject podSpec) {
    String group = podSpec.object("schedulingGroup").text("podGroupName");
    return group.isEmpty() ? Optional.empty() : Optional.of(new ObjectName(namespace, group));
  }

  static Optional<ObjectName> nameOf(PodView pod) {
    return nameOf(pod.namespace(), pod.spec());
  }

  /** Whether it is all or nothing; else its pods are scheduled as if they had no group. */
  boolean isGang() {
    return policy().isSet("gang");
  }

  /** At least 1 in what the API server has taken. */
  int minCount() {
    return (int) policy().object("gang").number("minCount", 1);
  }

  private JsonObject policy() {
    return object.spec().object("schedulingPolicy");
  }

  JsonObject scheduled() {
    return object
        .status()
        .array("conditions")
        .objects()
        .filter(each -> each.text("type").equals(SCHEDULED))
        .findFirst()
        .orElse(JsonObject.EMPTY);
  }
}
