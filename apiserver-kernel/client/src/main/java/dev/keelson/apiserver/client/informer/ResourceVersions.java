package dev.keelson.apiserver.client.informer;

/**
 * Which of two is the newer. Since Kubernetes 1.35 that may be asked (KEP 5504): they are decimal
 * numbers without leading zeros. What is none counts as newer than anything, so that nothing is
 * lost.
 */
final class ResourceVersions {
  private ResourceVersions() {}

  static boolean isOlder(String version, String than) {
    if (!isNumber(version) || !isNumber(than)) {
      return false;
    }
    return version.length() != than.length()
        ? version.length() < than.length()
        : version.compareTo(than) < 0;
  }

  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
