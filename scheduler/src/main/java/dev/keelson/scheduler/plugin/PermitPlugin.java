package dev.keelson.scheduler.plugin;

import dev.keelson.scheduler.view.PodView;
import java.time.Duration;

/** May hold a pod back before it is bound. */
public interface PermitPlugin extends Plugin {
  /**
   * @param timeout of a {@link Verdict.Wait}, after which it counts as refused
   */
  record Answer(Verdict verdict, Duration timeout) {
    public static final Answer SUCCESS = new Answer(Verdict.SUCCESS, Duration.ZERO);
  }

  Answer permit(CycleState state, PodView pod, String nodeName);
}
