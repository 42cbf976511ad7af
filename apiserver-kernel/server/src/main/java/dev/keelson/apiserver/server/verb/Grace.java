package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiObject;
import java.util.List;

/** How long an object is given to end: only pods are, and only those that run somewhere. */
final class Grace {
  private static final long DEFAULT_SECONDS = 30;

  private Grace() {}

  /** In seconds; 0: at once. */
  static long of(ApiObject object, DeleteOptions options) {
    boolean isPod =
        object.tree().text("kind").equals("Pod") && object.tree().text("apiVersion").equals("v1");
    if (!isPod
        || object.spec().text("nodeName").isEmpty()
        || List.of("Failed", "Succeeded").contains(object.status().text("phase"))) {
      return 0;
    }
    long period =
        options
            .gracePeriodSeconds()
            .orElseGet(
                () -> object.spec().number("terminationGracePeriodSeconds", DEFAULT_SECONDS));
    return period < 0 ? 1 : period;
  }
}
