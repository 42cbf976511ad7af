package dev.keelson.controllers.podgc;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.periodic.Rounds;
import dev.keelson.controllers.pod.PodIndexes;
import java.time.Duration;
import java.util.List;

/** {@code pod-garbage-collector-controller}. */
public final class PodGcControllers {
  private static final Duration PERIOD = Duration.ofSeconds(20);

  public static final ControllerKind POD_GC =
      ControllerKind.of("pod-garbage-collector-controller", PodGcControllers::start);

  private PodGcControllers() {}

  private static Controller start(ControllerContext context) {
    Informer pods =
        PodIndexes.pods(context.informers()).index(PodSweep.TERMINATED, PodSweep::terminatedKey);
    Informer nodes = context.informers().of("v1", "nodes");
    int threshold =
        Integer.parseInt(context.options().text("terminated-pod-gc-threshold", "12500"));
    PodSweep sweep = new PodSweep(context, pods, nodes, threshold);
    return Rounds.start(
        "pod-garbage-collector-controller",
        context.timing(),
        PERIOD,
        List.of(pods, nodes),
        sweep::run);
  }
}
