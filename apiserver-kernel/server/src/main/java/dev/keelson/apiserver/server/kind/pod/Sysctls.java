package dev.keelson.apiserver.server.kind.pod;

/** Names of kernel parameters, with dots or slashes between their parts. */
final class Sysctls {
  private static final int LONGEST = 253;
  private static final String SEGMENT = "[a-z0-9]([-_a-z0-9]*[a-z0-9])?";

  static final String WRONG_NAME =
      "must have at most %d characters and match regex ^(%s[\\./])*%s$"
          .formatted(LONGEST, SEGMENT, SEGMENT);

  /** In which a parameter lives, if it lives in one of its own. */
  enum Namespace {
    NONE,
    IPC,
    NET
  }

  private Sysctls() {}

  static boolean isName(String name) {
    if (name.length() > LONGEST) {
      return false;
    }
    boolean edge = true;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      boolean separator = c == '.' || c == '/';
      boolean beforeEnd =
          i + 1 == name.length() || name.charAt(i + 1) == '.' || name.charAt(i + 1) == '/';
      if (!word && (edge || (separator ? i + 1 == name.length() : c != '-' && c != '_'))) {
        return false;
      }
      if ((c == '-' || c == '_') && beforeEnd) {
        return false;
      }
      edge = separator;
    }
    return !edge;
  }

  /** By the first parts of its name. */
  static Namespace namespace(String name) {
    String dotted = dotted(name);
    if (dotted.startsWith("net.")) {
      return Namespace.NET;
    }
    boolean ipc =
        dotted.startsWith("kernel.shm")
            || dotted.startsWith("kernel.msg")
            || dotted.equals("kernel.sem")
            || dotted.startsWith("fs.mqueue.");
    return ipc ? Namespace.IPC : Namespace.NONE;
  }

  /** Where slashes come first, dots are part of the words between them. */
  private static String dotted(String name) {
    int slash = name.indexOf('/');
    int dot = name.indexOf('.');
    return slash < 0 || (dot >= 0 && dot < slash)
        ? name
        : name.replace('.', '\0').replace('/', '.').replace('\0', '/');
  }
}
