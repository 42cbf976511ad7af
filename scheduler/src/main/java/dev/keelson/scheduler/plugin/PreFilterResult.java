package dev.keelson.scheduler.plugin;

import java.util.Set;

/**
 * @param isAllNodes whether any node may do; else only {@code nodeNames}
 */
public record PreFilterResult(Verdict verdict, boolean isAllNodes, Set<String> nodeNames) {
  public static final PreFilterResult SUCCESS = of(Verdict.SUCCESS);
  public static final PreFilterResult SKIP = of(Verdict.SKIP);

  public static PreFilterResult of(Verdict verdict) {
    return new PreFilterResult(verdict, true, Set.of());
  }

  /** Success, on these nodes at most. */
  public static PreFilterResult only(Set<String> nodeNames) {
    return new PreFilterResult(Verdict.SUCCESS, false, Set.copyOf(nodeNames));
  }
}
