package dev.keelson.scheduler.framework;

import dev.keelson.scheduler.plugin.Verdict;

/**
 * A verdict, and whose it is.
 *
 * @param plugin "": nobody's in particular
 */
public record Judged(Verdict verdict, String plugin) {
  public static final Judged SUCCESS = new Judged(Verdict.SUCCESS, "");

  public static Judged failed(String message) {
    return new Judged(Verdict.failed(message), "");
  }

  public boolean isSuccess() {
    return verdict.isSuccess();
  }

  /** As metrics call it. */
  public static String label(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Success _ -> "Success";
      case Verdict.Skip _ -> "Skip";
      case Verdict.Wait _ -> "Wait";
      case Verdict.Unschedulable _ -> "Unschedulable";
      case Verdict.UnschedulableAndUnresolvable _ -> "UnschedulableAndUnresolvable";
      case Verdict.Pending _ -> "Pending";
      case Verdict.Failed _ -> "Error";
    };
  }
}
