package dev.keelson.controllers;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * @param kinds that there are
 * @param selection which of them run
 * @param flags that controllers read
 * @param name of the process in metrics: {@code kube-controller-manager}
 * @param random asked by several threads at once
 */
public record ManagerOptions(
    List<ControllerKind> kinds,
    ControllerSelection selection,
    ControllerOptions flags,
    String name,
    RandomGenerator random) {
  public ManagerOptions {
    kinds = List.copyOf(kinds);
  }

  public static ManagerOptions of(List<ControllerKind> kinds) {
    return new ManagerOptions(
        kinds,
        ControllerSelection.ALL,
        ControllerOptions.NONE,
        "kube-controller-manager",
        () -> ThreadLocalRandom.current().nextLong());
  }

  public ManagerOptions only(ControllerSelection selected) {
    return new ManagerOptions(kinds, selected, flags, name, random);
  }

  public ManagerOptions withFlags(ControllerOptions other) {
    return new ManagerOptions(kinds, selection, other, name, random);
  }

  public ManagerOptions named(String process) {
    return new ManagerOptions(kinds, selection, flags, process, random);
  }

  public ManagerOptions withRandom(RandomGenerator other) {
    return new ManagerOptions(kinds, selection, flags, name, other);
  }
}
