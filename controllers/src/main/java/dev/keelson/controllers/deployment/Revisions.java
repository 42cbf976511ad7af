package dev.keelson.controllers.deployment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Numbers of templates: each rollout has the next, also back to a template that was there before.
 */
final class Revisions {
  /** Characters of a set's earlier revisions; the oldest are forgotten. */
  private static final int LONGEST_HISTORY = 2000;

  private Revisions() {}

  static long max(List<OwnedSet> sets) {
    return sets.stream().mapToLong(each -> each.revision().orElse(0)).max().orElse(0);
  }

  /** The second highest: what undo goes back to. 0: there is none. */
  static long last(List<OwnedSet> sets) {
    long max = 0;
    long second = 0;
    for (OwnedSet each : sets) {
      OptionalLong revision = each.revision();
      if (revision.isPresent() && revision.getAsLong() >= max) {
        second = max;
        max = revision.getAsLong();
      } else if (revision.isPresent() && revision.getAsLong() > second) {
        second = revision.getAsLong();
      }
    }
    return second;
  }

  /** The set of the newest template, with its deployment's annotations and its revision. */
  static OwnedSet annotated(OwnedSet set, DeploymentView deployment, long revision) {
    OwnedSet changed = set;
    for (Map.Entry<String, String> each : deployment.annotations().entrySet()) {
      if (!Annotations.OWN.contains(each.getKey())) {
        changed = changed.withAnnotation(each.getKey(), each.getValue());
      }
    }
    OptionalLong known = set.revision();
    if (known.isEmpty() || known.getAsLong() >= revision) {
      return changed;
    }
    if (set.hasAnnotation(Annotations.REVISION)) {
      changed = remembering(changed, set.annotation(Annotations.REVISION));
    }
    return changed.withAnnotation(Annotations.REVISION, Long.toString(revision));
  }

  private static OwnedSet remembering(OwnedSet set, String revision) {
    String history = set.annotation(Annotations.HISTORY);
    if (history.isEmpty()) {
      return set.withAnnotation(Annotations.HISTORY, revision);
    }
    List<String> all = new ArrayList<>(Arrays.asList(history.split(",", -1)));
    all.add(revision);
    while (all.size() > 1 && String.join(",", all).length() > LONGEST_HISTORY) {
      all.removeFirst();
    }
    return set.withAnnotation(Annotations.HISTORY, String.join(",", all));
  }

  /** What the deployment wants, and may have, of pods: by it a later scaling is shared out. */
  static OwnedSet sized(OwnedSet set, DeploymentView deployment) {
    return set.withAnnotation(Annotations.DESIRED, Integer.toString(deployment.replicas()))
        .withAnnotation(
            Annotations.MAX, Integer.toString(deployment.replicas() + deployment.maxSurge()));
  }
}
