package dev.keelson.launcher.judge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code keelson apiserver} as a process, its store in memory, on a port that was free. */
final class OurApiserver implements Served, AutoCloseable {
  private static final Duration READY_LIMIT = Duration.ofSeconds(120);

  private final Process process;
  private final Path directory;

  private OurApiserver(Process process, Path directory) {
    this.process = process;
    this.directory = directory;
  }

  /** In memory. Returns when it serves. Its files go to {@code directory}. */
  static OurApiserver start(Path directory) throws IOException, InterruptedException {
    return open(directory, "--in-memory");
  }

  /** As {@link #start}, with its store in {@code directory}, where it may have been before. */
  static OurApiserver onDisk(Path directory) throws IOException, InterruptedException {
    return open(directory);
  }

  private static OurApiserver open(Path directory, String... flags)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    List<String> words =
        new ArrayList<>(
            List.of(
                Tool.keelson().path().toString(),
                "apiserver",
                "--data-dir=" + directory,
                "--bind-address=127.0.0.1",
                "--https-port=0"));
    words.addAll(List.of(flags));
    Process process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    OurApiserver server = new OurApiserver(EtcdProcess.adopt(process), directory);
    long deadline = System.nanoTime() + READY_LIMIT.toNanos();
    while (!server.log().contains("serving on https://")) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        server.close();
        throw new AssertionError("the API server does not serve:\n" + server.log());
      }
      Thread.sleep(20);
    }
    return server;
  }

  @Override
  public Path kubeconfig() {
    return directory.resolve("admin.conf");
  }

  @Override
  public String log() {
    try {
      return Files.readString(directory.resolve("log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
