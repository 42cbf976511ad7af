package dev.keelson.controllers;

import dev.keelson.controllers.batch.BatchControllers;
import dev.keelson.controllers.cluster.ClusterControllers;
import dev.keelson.controllers.network.NetworkControllers;
import dev.keelson.controllers.workload.WorkloadControllers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All that kube-controller-manager runs. */
public final class KubeControllers {
  public static final List<ControllerKind> ALL =
      Stream.of(
              BatchControllers.ALL,
              WorkloadControllers.ALL,
              NetworkControllers.ALL,
              ClusterControllers.ALL)
          .flatMap(List::stream)
          .toList();

  private KubeControllers() {}

  /**
   * {@link #ALL}, some of them as a process has them that holds keys itself.
   *
   * @param own each instead of the one of its name, or beside them all
   */
  public static List<ControllerKind> with(List<ControllerKind> own) {
    Map<String, ControllerKind> all = new LinkedHashMap<>();
    ALL.forEach(each -> all.put(each.name(), each));
    own.forEach(each -> all.put(each.name(), each));
    return List.copyOf(all.values());
  }
}
