package dev.keelson.nodeagent;

import dev.keelson.nodeagent.node.NodeShape;
import dev.keelson.nodeagent.node.NodeTimes;
import dev.keelson.nodeagent.stream.KubeletServerConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * @param names of the nodes there are from the beginning
 * @param addresses of the nodes, in their order; where there are too few, the nodes after them get
 *     127.64.0.1, 127.64.0.2, …: each its own, on one machine, without a network device
 * @param namesResolve whether a node's name leads to it; if not, its address stands as its Hostname
 *     too, since API servers ask that first
 * @param server kubelet's HTTPS server; empty: none, and logs and exec do not work
 * @param workers calls to the API server under way at once, for pods; for nodes a quarter more
 * @param eventsPerSecond over all nodes, after a burst of ten times as many; more wait, and the
 *     queue's overflow is dropped
 * @param manifests directory of static pods, for the first node
 */
public record NodePoolConfig(
    List<String> names,
    List<String> addresses,
    boolean namesResolve,
    NodeShape shape,
    NodeTimes times,
    PodNetwork network,
    Optional<KubeletServerConfig> server,
    int workers,
    double eventsPerSecond,
    Optional<Path> manifests,
    RandomGenerator random) {
  public NodePoolConfig {
    names = List.copyOf(names);
    addresses = List.copyOf(addresses);
  }

  public static NodePoolConfig named(List<String> names) {
    return new NodePoolConfig(
        names,
        List.of(),
        false,
        NodeShape.USUAL,
        NodeTimes.USUAL,
        new PodNetwork.FromNode(),
        Optional.empty(),
        16,
        50,
        Optional.empty(),
        RandomGenerator.getDefault());
  }

  /** {@code node-0}, {@code node-1}, … */
  public static NodePoolConfig ofCount(int count) {
    List<String> names = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      names.add("node-" + i);
    }
    return named(names);
  }

  public NodePoolConfig withShape(NodeShape other) {
    return new NodePoolConfig(
        names,
        addresses,
        namesResolve,
        other,
        times,
        network,
        server,
        workers,
        eventsPerSecond,
        manifests,
        random);
  }

  public NodePoolConfig withTimes(NodeTimes other) {
    return new NodePoolConfig(
        names,
        addresses,
        namesResolve,
        shape,
        other,
        network,
        server,
        workers,
        eventsPerSecond,
        manifests,
        random);
  }

  public NodePoolConfig withNetwork(PodNetwork other) {
    return new NodePoolConfig(
        names,
        addresses,
        namesResolve,
        shape,
        times,
        other,
        server,
        workers,
        eventsPerSecond,
        manifests,
        random);
  }

  public NodePoolConfig withServer(KubeletServerConfig other) {
    return new NodePoolConfig(
        names,
        addresses,
        namesResolve,
        shape,
        times,
        network,
        Optional.of(other),
        workers,
        eventsPerSecond,
        manifests,
        random);
  }

  public NodePoolConfig withAddresses(List<String> other, boolean resolve) {
    return new NodePoolConfig(
        names,
        other,
        resolve,
        shape,
        times,
        network,
        server,
        workers,
        eventsPerSecond,
        manifests,
        random);
  }

  public NodePoolConfig withEvents(double perSecond) {
    return new NodePoolConfig(
        names,
        addresses,
        namesResolve,
        shape,
        times,
        network,
        server,
        workers,
        perSecond,
        manifests,
        random);
  }

  public NodePoolConfig withWorkers(int count) {
    return new NodePoolConfig(
        names,
        addresses,
        namesResolve,
        shape,
        times,
        network,
        server,
        count,
        eventsPerSecond,
        manifests,
        random);
  }

  public NodePoolConfig withManifests(Path directory) {
    return new NodePoolConfig(
        names,
        addresses,
        namesResolve,
        shape,
        times,
        network,
        server,
        workers,
        eventsPerSecond,
        Optional.of(directory),
        random);
  }

  public NodePoolConfig withRandom(RandomGenerator other) {
    return new NodePoolConfig(
        names,
        addresses,
        namesResolve,
        shape,
        times,
        network,
        server,
        workers,
        eventsPerSecond,
        manifests,
        other);
  }
}
