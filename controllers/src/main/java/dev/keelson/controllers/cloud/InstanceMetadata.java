package dev.keelson.controllers.cloud;

import java.util.List;
import java.util.Map;

/**
 * What a cloud knows of a machine; "" where it does not.
 *
 * @param providerId {@code cloud://zone/id}
 * @param type such as {@code m5.large}
 * @param labels that the node should have too; none of Kubernetes' own
 */
public record InstanceMetadata(
    String providerId,
    String type,
    List<NodeAddress> addresses,
    String zone,
    String region,
    Map<String, String> labels) {
  public InstanceMetadata {
    addresses = List.copyOf(addresses);
    labels = Map.copyOf(labels);
  }
}
