package dev.keelson.controllers.quota;

import dev.keelson.controllers.ControllerKind;

/** {@code resourcequota-controller}. */
public final class QuotaControllers {
  public static final ControllerKind RESOURCE_QUOTA =
      ControllerKind.of("resourcequota-controller", QuotaController::start);

  private QuotaControllers() {}
}
