package dev.keelson.launcher.judge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** An executable that takes part in a judgement, with the name it is called by in messages. */
record Binary(String label, Path path) {

  /** The server under test. It belongs to the repository, so its absence is a failure, no skip. */
  static Binary ours() {
    Optional<Path> named = fromEnvironment("KEELSON_ETCD");
    Path path = named.orElseGet(() -> repository().resolve("bin/etcd"));
    if (!Files.isExecutable(path)) {
      throw new AssertionError("the server under test is not there: " + path);
    }
    return new Binary("ours", path);
  }

  /** Real etcd to compare with; skips the calling test where there is none. */
  static Binary realEtcd() {
    return foreign("etcd", "ETCD_BIN", "/usr/bin/etcd");
  }

  static Binary kubeApiserver() {
    return foreign("kube-apiserver", "KUBE_APISERVER", "/usr/bin/kube-apiserver");
  }

  static Binary kubeControllerManager() {
    return foreign(
        "kube-controller-manager", "KUBE_CONTROLLER_MANAGER", "/usr/bin/kube-controller-manager");
  }

  static Binary kubeScheduler() {
    return foreign("kube-scheduler", "KUBE_SCHEDULER", "/usr/bin/kube-scheduler");
  }

  static Binary kubectl() {
    return foreign("kubectl", "KUBECTL", "/usr/bin/kubectl");
  }

  /** Every etcdctl to try: {@code ETCDCTL_BINS} (colon separated), else {@code ETCDCTL_BIN}. */
  static List<Binary> etcdctls() {
    String list = System.getenv("ETCDCTL_BINS");
    if (list == null || list.isBlank()) {
      return List.of(foreign("etcdctl", "ETCDCTL_BIN", "/usr/bin/etcdctl"));
    }
    List<Binary> found = new ArrayList<>();
    for (String path : list.split(":")) {
      if (Files.isExecutable(Path.of(path))) {
        found.add(new Binary(Path.of(path).getFileName().toString(), Path.of(path)));
      }
    }
    Assumptions.assumeFalse(found.isEmpty(), "skipped: nothing in ETCDCTL_BINS is executable");
    return found;
  }

  /** Major, minor and patch of an etcd server as {@code --version} prints them. */
  Version version() {
    try {
      Process process =
          new ProcessBuilder(path.toString(), "--version").redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes());
      process.waitFor(30, TimeUnit.SECONDS);
      var matcher = Pattern.compile("etcd Version: (\\d+)\\.(\\d+)\\.(\\d+)").matcher(text);
      if (!matcher.find()) {
        throw new AssertionError(path + " --version has no 'etcd Version: x.y.z' line:\n" + text);
      }
      return new Version(
          Integer.parseInt(matcher.group(1)),
          Integer.parseInt(matcher.group(2)),
          Integer.parseInt(matcher.group(3)));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(path + " --version could not be run", e);
    }
  }

  /** Root of this repository: the nearest directory upwards that holds the parent pom. */
  static Path repository() {
    Path at = Path.of("").toAbsolutePath();
    while (at.getParent() != null) {
      if (Files.exists(at.resolve("launcher/pom.xml"))) {
        return at;
      }
      at = at.getParent();
    }
    throw new AssertionError("not inside the repository: " + Path.of("").toAbsolutePath());
  }

  private static Binary foreign(String label, String variable, String usual) {
    Path path = fromEnvironment(variable).orElse(Path.of(usual));
    Assumptions.assumeTrue(
        Files.isExecutable(path),
        "skipped: no " + label + " to test with; set " + variable + " or install " + usual);
    return new Binary(label, path);
  }

  private static Optional<Path> fromEnvironment(String variable) {
    String value = System.getenv(variable);
    return value == null || value.isBlank() ? Optional.empty() : Optional.of(Path.of(value));
  }

  record Version(int major, int minor, int patch) {

    /** Whether a fix that landed in these patch releases of 3.4 and 3.5 is in this version. */
    boolean hasFixOf(int patchOf34, int patchOf35) {
      return switch (minor) {
        case 4 -> patch >= patchOf34;
        case 5 -> patch >= patchOf35;
        default -> major > 3 || minor > 5;
      };
    }
  }
}
