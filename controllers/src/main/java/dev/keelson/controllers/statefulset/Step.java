package dev.keelson.controllers.statefulset;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.controllers.pod.PodView;

/** One thing to be done about one pod and its claims. */
sealed interface Step {
  /** Its claims first, as far as they are missing. */
  record Create(ApiObject pod, int ordinal) implements Step {}

  record Delete(PodView pod) implements Step {}

  /** Claims that are missing, and claims owned otherwise than the policy says. */
  record Claim(PodView pod, boolean makesMissing) implements Step {}

  /** Labels, volumes and claims as its number wants them. */
  record Correct(PodView pod) implements Step {}
}
