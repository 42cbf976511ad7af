package dev.keelson.nodeagent.node;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.quantity.Quantity;
import java.util.List;
import java.util.Map;

/**
 * What a node says it is.
 *
 * @param capacity quantities by resource: {@code cpu}, {@code memory}, {@code pods}, {@code
 *     ephemeral-storage}, and extended ones
 * @param reserved of these, what pods do not get
 * @param labels besides those that each node has
 * @param taints with which it registers: {@code key}, {@code value}, {@code effect}
 * @param kubeletVersion as {@code kubectl get nodes} shows it
 * @param reportsImages the images that it has had stand in its status, up to 50
 */
public record NodeShape(
    Map<String, String> capacity,
    Map<String, String> reserved,
    Map<String, String> labels,
    List<JsonObject> taints,
    String kubeletVersion,
    boolean reportsImages) {
  public static final NodeShape USUAL =
      new NodeShape(
          Map.of("cpu", "8", "memory", "32Gi", "pods", "110", "ephemeral-storage", "100Gi"),
          Map.of(),
          Map.of(),
          List.of(),
          "v1.36.3+keelson",
          true);

  public NodeShape {
    capacity = Map.copyOf(capacity);
    reserved = Map.copyOf(reserved);
    labels = Map.copyOf(labels);
    taints = List.copyOf(taints);
  }

  /** What of it pods get; 0 of what it does not have. */
  Quantity allocatable(String resource) {
    Quantity all = Quantity.parse(capacity.getOrDefault(resource, "0"));
    String kept = reserved.getOrDefault(resource, "");
    return kept.isEmpty() ? all : all.minus(Quantity.parse(kept)).max(Quantity.ZERO);
  }

  public NodeShape withCapacity(Map<String, String> other) {
    return new NodeShape(other, reserved, labels, taints, kubeletVersion, reportsImages);
  }

  public NodeShape withLabels(Map<String, String> other) {
    return new NodeShape(capacity, reserved, other, taints, kubeletVersion, reportsImages);
  }

  public NodeShape withTaints(List<JsonObject> other) {
    return new NodeShape(capacity, reserved, labels, other, kubeletVersion, reportsImages);
  }

  public NodeShape withoutImages() {
    return new NodeShape(capacity, reserved, labels, taints, kubeletVersion, false);
  }
}
