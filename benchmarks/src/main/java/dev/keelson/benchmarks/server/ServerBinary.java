package dev.keelson.benchmarks.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A program that serves etcd's API and takes etcd's flags.
 *
 * @param label how tables call it
 * @param version what it says its version is
 */
public record ServerBinary(String label, Path path, String version) {
  /** A launcher may build the program first. */
  private static final long PATIENCE_SECONDS = 600;

  /**
   * Asks the program at {@code path} for its version.
   *
   * @throws ServerFailed when there is none, or it does not answer to {@code --version}
   */
  public static ServerBinary ask(String label, Path path)
      throws ServerFailed, InterruptedException {
    if (!Files.isExecutable(path)) {
      throw new ServerFailed("no program at " + path);
    }
    try {
      Process process =
          new ProcessBuilder(path.toAbsolutePath().toString(), "--version")
              .redirectErrorStream(true)
              .start();
      CompletableFuture<String> output =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return new String(process.getInputStream().readAllBytes());
                } catch (IOException e) {
                  return "";
                }
              });
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new ServerFailed(path + " --version did not end within " + PATIENCE_SECONDS + " s");
      }
      String text = output.join();
      if (process.exitValue() != 0) {
        throw new ServerFailed(path + " --version failed: " + text.strip());
      }
      return new ServerBinary(label, path.toAbsolutePath(), version(text));
    } catch (IOException e) {
      throw new ServerFailed(path + " cannot be run: " + e.getMessage());
    }
  }

  /** The first line that names a version, as etcd prints {@code etcd Version: 3.5.30}. */
  static String version(String output) {
    return output
        .lines()
        .filter(line -> line.contains("Version:"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown version");
  }

  /** Label and version. */
  public String title() {
    return label + " " + version;
  }
}
