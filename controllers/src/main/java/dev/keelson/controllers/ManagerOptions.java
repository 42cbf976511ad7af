package dev.keelson.controllers;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * @param kinds that there are
 * @param selection which of them run
 * @param flags that controllers read
 * @param name of the process in metrics: {@code kube-controller-manager}
 * @param accounts as whom each controller speaks
 * @param random asked by several threads at once
 */
public record ManagerOptions(
    List<ControllerKind> kinds,
    ControllerSelection selection,
    ControllerOptions flags,
    String name,
    Accounts accounts,
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
        Accounts.SHARED,
        () -> ThreadLocalRandom.current().nextLong());
  }

  public ManagerOptions only(ControllerSelection selected) {
    return new ManagerOptions(kinds, selected, flags, name, accounts, random);
  }

  public ManagerOptions withFlags(ControllerOptions other) {
    return new ManagerOptions(kinds, selection, other, name, accounts, random);
  }

  public ManagerOptions named(String process) {
    return new ManagerOptions(kinds, selection, flags, process, accounts, random);
  }

  public ManagerOptions as(Accounts others) {
    return new ManagerOptions(kinds, selection, flags, name, others, random);
  }

  public ManagerOptions withRandom(RandomGenerator other) {
    return new ManagerOptions(kinds, selection, flags, name, accounts, other);
  }
}
