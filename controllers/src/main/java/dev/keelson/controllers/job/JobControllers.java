package dev.keelson.controllers.job;

import dev.keelson.controllers.ControllerKind;

/** {@code job-controller}. */
public final class JobControllers {
  public static final ControllerKind JOB =
      ControllerKind.of("job-controller", JobController::start);

  private JobControllers() {}
}
