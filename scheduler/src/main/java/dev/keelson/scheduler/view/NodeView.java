package dev.keelson.scheduler.view;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A node as the scheduler reads it, parsed once when it is made. Immutable. */
public final class NodeView {
  /**
   * @param names by which pods may ask for it
   * @param size bytes
   */
  public record Image(List<String> names, long size) {}

  private final ApiObject object;
  private final String name;
  private final Map<String, String> labels;
  private final List<Taint> taints;
  private final boolean hasSoftTaints;
  private final boolean isUnschedulable;
  private final Resources allocatable;
  private final List<Image> images;
  private final Set<String> declaredFeatures;
  private final String zone;

  private NodeView(ApiObject object) {
    JsonObject spec = object.spec();
    JsonObject status = object.status();
    this.object = object;
    this.name = object.name();
    this.labels = object.labels();
    this.taints = spec.array("taints").objects().map(Taint::of).toList();
    this.hasSoftTaints = taints.stream().anyMatch(Taint::prefersNot);
    this.isUnschedulable = spec.isTrue("unschedulable");
    this.allocatable = ResourceLists.of(status.object("allocatable"));
    this.images = images(status);
    this.declaredFeatures = Set.copyOf(status.array("declaredFeatures").texts().toList());
    this.zone = zone(labels);
  }

  public static NodeView of(ApiObject node) {
    return new NodeView(node);
  }

  private static List<Image> images(JsonObject status) {
    List<Image> images = new ArrayList<>();
    for (JsonValue each : status.array("images")) {
      if (each instanceof JsonObject image) {
        images.add(new Image(image.array("names").texts().toList(), image.number("sizeBytes", 0)));
      }
    }
    return List.copyOf(images);
  }

  private static String zone(Map<String, String> labels) {
    String zone =
        labels.getOrDefault(
            "failure-domain.beta.kubernetes.io/zone",
            labels.getOrDefault("topology.kubernetes.io/zone", ""));
    String region =
        labels.getOrDefault(
            "failure-domain.beta.kubernetes.io/region",
            labels.getOrDefault("topology.kubernetes.io/region", ""));
    return zone.isEmpty() && region.isEmpty() ? "" : region + ":\0:" + zone;
  }

  public ApiObject object() {
    return object;
  }

  public String name() {
    return name;
  }

  public Map<String, String> labels() {
    return labels;
  }

  public List<Taint> taints() {
    return taints;
  }

  /** Whether any of them is but a wish. */
  public boolean hasSoftTaints() {
    return hasSoftTaints;
  }

  /** Cordoned. */
  public boolean isUnschedulable() {
    return isUnschedulable;
  }

  public Resources allocatable() {
    return allocatable;
  }

  public List<Image> images() {
    return images;
  }

  public Set<String> declaredFeatures() {
    return declaredFeatures;
  }

  /** Region and zone as one text that only serves for comparing; "" where it has neither. */
  public String zone() {
    return zone;
  }

  @Override
  public String toString() {
    return name;
  }
}
