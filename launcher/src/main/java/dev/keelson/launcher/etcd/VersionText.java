package dev.keelson.launcher.etcd;

import dev.keelson.raftstore.etcd.EtcdVersion;
import java.util.Locale;

/**
 * What {@code --version} says: etcd's four lines, so that its test harness and scripts read them.
 */
final class VersionText {
  private VersionText() {}

  static String lines() {
    return """
        etcd Version: %s
        Git SHA: %s
        Go Version: none (Keelson on Java %s)
        Go OS/Arch: %s/%s
        """
        .formatted(EtcdVersion.SERVER, gitSha(), Runtime.version(), os(), arch());
  }

  private static String gitSha() {
    String build = VersionText.class.getPackage().getImplementationVersion();
    return build == null ? "not recorded" : "not recorded (Keelson " + build + ")";
  }

  static String os() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    return name.startsWith("mac") ? "darwin" : name.split(" ")[0];
  }

  static String arch() {
    String name = System.getProperty("os.arch");
    return switch (name) {
      case "x86_64" -> "amd64";
      case "aarch64" -> "arm64";
      default -> name;
    };
  }
}
