package dev.keelson.controllers.node;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.basis.Conditions;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A Node, read by name. */
public record NodeView(ApiObject object) {
  private static final String EXCLUDED = "node.kubernetes.io/exclude-disruption";

  public String name() {
    return object.name();
  }

  public JsonArray conditions() {
    return object.status().array("conditions");
  }

  /** {@code Ready}, as the kubelet or the node-lifecycle controller wrote it last. */
  public Optional<JsonObject> ready() {
    return Conditions.find(conditions(), "Ready");
  }

  public List<Taint> taints() {
    return object.spec().array("taints").objects().map(Taint::of).toList();
  }

  public List<Taint> taints(String effect) {
    return taints().stream().filter(each -> each.effect().equals(effect)).toList();
  }

  public boolean has(Taint taint) {
    return taints().stream().anyMatch(taint::isSame);
  }

  public boolean isUnschedulable() {
    return object.spec().isTrue("unschedulable");
  }

  /** In order of the cluster's address families. */
  public List<String> podCidrs() {
    return object.spec().array("podCIDRs").texts().toList();
  }

  public boolean isExcludedFromDisruption() {
    return object.metadata().object("labels").has(EXCLUDED);
  }

  /** Region and zone as one text, "" for neither; upstream's {@code GetZoneKey}. */
  public String zone() {
    Map<String, String> labels = object.labels();
    String zone =
        first(labels, "failure-domain.beta.kubernetes.io/zone", "topology.kubernetes.io/zone");
    String region =
        first(labels, "failure-domain.beta.kubernetes.io/region", "topology.kubernetes.io/region");
    return zone.isEmpty() && region.isEmpty() ? "" : region + ":\0:" + zone;
  }

  private static String first(Map<String, String> labels, String key, String otherwise) {
    return labels.getOrDefault(key, labels.getOrDefault(otherwise, ""));
  }
}
