package dev.keelson.controllers;

import dev.keelson.controllers.workload.WorkloadControllers;
import java.util.List;
import java.util.stream.Stream;

/** All that kube-controller-manager runs. */
public final class KubeControllers {
  public static final List<ControllerKind> ALL =
      Stream.of(WorkloadControllers.ALL).flatMap(List::stream).toList();

  private KubeControllers() {}
}
