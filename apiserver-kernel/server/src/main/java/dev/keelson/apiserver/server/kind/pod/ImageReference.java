package dev.keelson.apiserver.server.kind.pod;

/** The name of an image, as far as its pull policy hangs on it. */
final class ImageReference {
  private static final int LONGEST_TAG = 128;

  private ImageReference() {}

  /**
   * Whether it is pulled each time: its tag is {@code latest}, or it has neither tag nor digest.
   * What is no reference at all has no tag, and so is not.
   */
  static boolean isLatest(String image) {
    int at = image.indexOf('@');
    String named = at < 0 ? image : image.substring(0, at);
    int slash = named.lastIndexOf('/');
    int colon = named.indexOf(':', slash + 1);
    String path = colon < 0 ? named : named.substring(0, colon);
    String tag = colon < 0 ? "" : named.substring(colon + 1);
    if (!isPath(path) || (colon >= 0 && !isTag(tag)) || (at >= 0 && !isDigest(image, at + 1))) {
      return false;
    }
    return colon < 0 ? at < 0 : tag.equals("latest");
  }

  /** A host, which may have capitals and a port, is what comes before the first slash. */
  private static boolean isPath(String path) {
    int slash = path.indexOf('/');
    String first = slash < 0 ? "" : path.substring(0, slash);
    boolean hasHost =
        first.indexOf('.') >= 0
            || first.indexOf(':') >= 0
            || first.equals("localhost")
            || !first.toLowerCase(java.util.Locale.ROOT).equals(first);
    String rest = hasHost ? path.substring(slash + 1) : path;
    if (rest.isEmpty() || rest.length() > 255) {
      return false;
    }
    boolean edge = true;
    for (int i = 0; i < rest.length(); i++) {
      char c = rest.charAt(i);
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        edge = false;
      } else if (c == '/') {
        if (edge) {
          return false;
        }
        edge = true;
      } else if (c != '.' && c != '_' && c != '-' || edge) {
        return false;
      }
    }
    char last = rest.charAt(rest.length() - 1);
    return last != '/' && last != '.' && last != '_' && last != '-';
  }

  private static boolean isTag(String tag) {
    if (tag.isEmpty() || tag.length() > LONGEST_TAG) {
      return false;
    }
    for (int i = 0; i < tag.length(); i++) {
      char c = tag.charAt(i);
      boolean word =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
      if (!word && (i == 0 || (c != '.' && c != '-'))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigest(String image, int from) {
    int colon = image.indexOf(':', from);
    return colon > from && image.length() - colon > 32;
  }
}
