package dev.keelson.nodeagent.node;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.informer.Store;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.nodeagent.runtime.ContainerRuntime;
import java.util.random.RandomGenerator;

/**
 * What all nodes of a pool share.
 *
 * @param pods of all nodes, with the index {@link #BY_NODE}
 * @param podWork serves pods
 * @param nodeWork serves nodes, so that a crowd of pods keeps no lease waiting
 */
public record Services(
    ApiClient client,
    Timing timing,
    RandomGenerator random,
    ContainerRuntime runtime,
    Configs configs,
    KubeletEvents events,
    Store pods,
    Store nodes,
    Mailboxes podWork,
    Mailboxes nodeWork,
    NodeTimes times) {
  /** Index of the pods' informer: the node's name. */
  public static final String BY_NODE = "nodeagent.node";
}
