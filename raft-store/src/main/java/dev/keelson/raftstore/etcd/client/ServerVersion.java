package dev.keelson.raftstore.etcd.client;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a member says it is. */
record ServerVersion(int major, int minor, int patch) {
  private static final Pattern SHAPE = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6}).*");

  /** 0.0.0 where it is none. */
  static ServerVersion parse(String text) {
    Matcher matcher = SHAPE.matcher(text);
    return matcher.matches()
        ? new ServerVersion(
            Integer.parseInt(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            Integer.parseInt(matcher.group(3)))
        : new ServerVersion(0, 0, 0);
  }

  /**
   * Before these releases the answer to a progress request may overtake events that it promises
   * were told. Source: the versions from which Kubernetes trusts it, {@code
   * apiserver/pkg/storage/feature/feature_support_checker.go}.
   */
  boolean hasOrderlyProgress() {
    if (major != 3) {
      return major > 3;
    }
    return switch (minor) {
      case 4 -> patch >= 31;
      case 5 -> patch >= 13;
      default -> minor > 5;
    };
  }
}
