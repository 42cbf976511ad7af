package dev.keelson.controllers.gc;

import dev.keelson.controllers.ControllerKind;

/** {@code garbage-collector-controller}. */
public final class GarbageCollectorControllers {
  public static final ControllerKind GARBAGE_COLLECTOR =
      ControllerKind.of("garbage-collector-controller", GarbageCollector::start);

  private GarbageCollectorControllers() {}
}
