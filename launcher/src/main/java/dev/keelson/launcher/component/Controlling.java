package dev.keelson.launcher.component;

import dev.keelson.controllers.ControllerManager;
import dev.keelson.controllers.ManagerOptions;
import dev.keelson.launcher.component.Component.Running;
import dev.keelson.launcher.component.Component.Start;
import java.util.Map;
import java.util.stream.Collectors;

/** A controller manager that leads, or waits to. */
final class Controlling {
  private Controlling() {}

  static Running start(Start given, ManagerOptions options) {
    options.selection().problems(options.kinds()).stream()
        .findFirst()
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException("--controllers: " + problem);
            });
    Led<ControllerManager> led =
        Led.start(
            given.client(),
            given.election(),
            () -> ControllerManager.start(given.client(), options));
    return new Running(
        led,
        new ComponentServer.Facts(
            () -> led.running().map(each -> troubles(each.health())).orElse(""),
            () -> led.running().map(ControllerManager::metrics).orElse("")));
  }

  private static String troubles(Map<String, String> health) {
    return health.entrySet().stream()
        .filter(each -> !each.getValue().isEmpty())
        .map(each -> each.getKey() + ": " + each.getValue())
        .collect(Collectors.joining("\n"));
  }
}
