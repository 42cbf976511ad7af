package dev.keelson.controllers;

import java.util.function.Function;

/**
 * A controller as {@code --controllers} knows it.
 *
 * @param name kube-controller-manager's: {@code deployment-controller}
 * @param isOnByDefault whether {@code *} means it too
 * @param start begins its work; the informers that it asked for are started afterwards
 */
public record ControllerKind(
    String name, boolean isOnByDefault, Function<ControllerContext, Controller> start) {
  public static ControllerKind of(String name, Function<ControllerContext, Controller> start) {
    return new ControllerKind(name, true, start);
  }

  /** One that runs only where it is named. */
  public static ControllerKind onDemand(
      String name, Function<ControllerContext, Controller> start) {
    return new ControllerKind(name, false, start);
  }
}
