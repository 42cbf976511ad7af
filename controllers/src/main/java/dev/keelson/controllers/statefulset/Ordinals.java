package dev.keelson.controllers.statefulset;

/** The number at the end of a pod's name. */
final class Ordinals {
  private Ordinals() {}

  /** -1 where it has none. */
  static int of(String podName) {
    int dash = podName.lastIndexOf('-');
    String digits = podName.substring(dash + 1);
    if (dash < 0 || digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException _) {
      return -1;
    }
  }

  /** Whether the pod is named after the set. */
  static boolean isNamedAfter(String set, String podName) {
    return of(podName) >= 0 && podName.substring(0, podName.lastIndexOf('-')).equals(set);
  }
}
