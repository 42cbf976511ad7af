package dev.keelson.launcher.judge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code bin/keelson} with a subcommand that goes on until it is stopped, beside whose files it
 * runs. A cluster's process writes its kubeconfig to {@code admin.conf} there.
 */
final class OurProcess implements Served, AutoCloseable {
  private static final Duration READY_LIMIT = Duration.ofSeconds(120);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

  private final Process process;
  private final Path directory;
  private final Path log;

  private OurProcess(Process process, Path directory, Path log) {
    this.process = process;
    this.directory = directory;
    this.log = log;
  }

  /** Starts it and returns at once. Its log is a file of its own in {@code directory}. */
  static OurProcess exec(Path directory, String... words) {
    List<String> command = new ArrayList<>(List.of(Tool.keelson().path().toString()));
    command.addAll(List.of(words));
    try {
      Files.createDirectories(directory);
      Path log = Files.createTempFile(directory, words[0] + "-", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().remove("KUBECONFIG");
      return new OurProcess(EtcdProcess.adopt(builder.start()), directory, log);
    } catch (IOException e) {
      throw new AssertionError("cannot start " + command, e);
    }
  }

  /** Returns when it has said {@code word}. */
  OurProcess awaiting(String word) {
    long deadline = System.nanoTime() + READY_LIMIT.toNanos();
    try {
      while (!log().contains(word)) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          process.destroyForcibly();
          throw new AssertionError("it did not say \"" + word + "\":\n" + log());
        }
        Thread.sleep(20);
      }
      return this;
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /**
   * A whole cluster in {@code directory}, which is its data directory; returns when it is ready.
   */
  static OurProcess up(Path directory, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of("up", "--data-dir=" + directory, "--bind-address=127.0.0.1", "--https-port=0"));
    words.addAll(List.of(more));
    return exec(directory, words.toArray(String[]::new)).awaiting("The cluster is ready.");
  }

  @Override
  public Path kubeconfig() {
    return directory.resolve("admin.conf");
  }

  @Override
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGTERM, as Ctrl-C ends it; its exit code. */
  int stop() {
    process.destroy();
    return exitCode();
  }

  /** SIGKILL; returns when it is gone. */
  void kill() {
    process.destroyForcibly();
    exitCode();
  }

  /** SIGSTOP: it is there, and does nothing. */
  void pause() {
    EtcdProcess.signal("STOP", process.pid());
  }

  /** SIGCONT. */
  void resume() {
    EtcdProcess.signal("CONT", process.pid());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Of its end, which is waited for. */
  int exitCode() {
    try {
      if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("still runs after " + STOP_LIMIT + ":\n" + log());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /** How many processes came from it and still run, itself among them. */
  long left() {
    return process.descendants().count() + (process.isAlive() ? 1 : 0);
  }

  @Override
  public void close() {
    kill();
  }
}
