package dev.keelson.jepsen.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One member: a process that comes and goes, and the files it keeps meanwhile. Its output is
 * appended to one log over all its lives. Safe for any thread; what takes time holds up others.
 */
public final class Member {
  private static final long END_LIMIT_SECONDS = 40;

  /** What a server says last when it gives up: etcd's and Go's words. */
  private static final Pattern LAST_WORDS =
      Pattern.compile(
          "\"level\":\"(fatal|panic|dpanic)\"|^panic: |^fatal error: |^# A fatal error");

  private final String name;
  private final List<String> command;
  private final Map<String, String> environment;
  private final Path data;
  private final Path log;
  private final String clientAddress;
  private final String peerUrl;
  private @Nullable Process process;
  private boolean wanted;
  private boolean paused;
  private long logSeen;

  Member(
      String name,
      List<String> command,
      Map<String, String> environment,
      Path data,
      Path log,
      String clientAddress,
      String peerUrl) {
    this.name = name;
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
    this.data = data;
    this.log = log;
    this.clientAddress = clientAddress;
    this.peerUrl = peerUrl;
  }

  public String name() {
    return name;
  }

  /** {@code host:port} for clients. */
  public String clientAddress() {
    return clientAddress;
  }

  public String peerUrl() {
    return peerUrl;
  }

  public Path data() {
    return data;
  }

  public Path log() {
    return log;
  }

  /** Starts the process and returns at once; nothing if it runs. */
  public void start() throws IOException {
    start(List.of());
  }

  /** As {@link #start()}, with words that come after all others and so count. */
  public synchronized void start(List<String> more) throws IOException {
    if (isAlive()) {
      return;
    }
    List<String> words = new ArrayList<>(command);
    words.addAll(more);
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    String path = builder.environment().getOrDefault("PATH", "/usr/bin:/bin");
    builder.environment().clear();
    builder.environment().put("PATH", path);
    builder.environment().putAll(environment);
    process = Leftovers.endWithUs(builder.start());
    wanted = true;
    paused = false;
  }

  /** SIGKILL; returns when the process is gone. */
  public synchronized void kill() throws IOException {
    wanted = false;
    if (process != null) {
      process.destroyForcibly();
      awaitEnd(process);
    }
  }

  /** SIGTERM; SIGKILL where that takes too long, which is told by an exception. */
  public synchronized void stop() throws IOException {
    wanted = false;
    if (process != null) {
      process.destroy();
      awaitEnd(process);
    }
  }

  /** SIGSTOP: it stands still, with its connections open. */
  public synchronized void pause() throws IOException {
    signal("STOP");
    paused = true;
  }

  /** Ends {@link #pause}. */
  public synchronized void resume() throws IOException {
    if (paused && isAlive()) {
      signal("CONT");
    }
    paused = false;
  }

  public synchronized boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Whether it should run, as far as we know. */
  public synchronized boolean isWanted() {
    return wanted;
  }

  public synchronized boolean isPaused() {
    return paused;
  }

  /** Forget that it ended: whoever calls this has a reason to expect it. */
  public synchronized void excuse() throws IOException {
    wanted = isAlive();
    logSeen = Files.exists(log) ? Files.size(log) : 0;
  }

  /**
   * What speaks against it since it was last asked or excused: it ended although nobody asked it
   * to, or said that it cannot go on.
   */
  public synchronized Optional<String> complaint() throws IOException {
    Optional<String> words = newLastWords();
    if (wanted && process != null && !process.isAlive()) {
      wanted = false;
      return Optional.of(
          name
              + " ended by itself with status "
              + process.exitValue()
              + words.map(w -> ": " + w).orElse(""));
    }
    return words.map(w -> name + " said: " + w);
  }

  private Optional<String> newLastWords() throws IOException {
    if (!Files.exists(log)) {
      return Optional.empty();
    }
    long size = Files.size(log);
    try (var in = Files.newInputStream(log)) {
      in.skipNBytes(Math.min(logSeen, size));
      logSeen = size;
      return new String(in.readAllBytes())
          .lines()
          .filter(line -> LAST_WORDS.matcher(line).find())
          .findFirst();
    }
  }

  /** Deletes all its files. It must not run. */
  public synchronized void empty() throws IOException {
    if (isAlive()) {
      throw new IllegalStateException(name + " runs");
    }
    Trees.deleteInside(data);
  }

  private void signal(String signal) throws IOException {
    if (process != null && process.isAlive()) {
      Shell.run("kill", "-" + signal, Long.toString(process.pid()));
    }
  }

  private void awaitEnd(Process ending) throws IOException {
    try {
      if (!ending.waitFor(END_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        ending.destroyForcibly();
        throw new IOException(name + " did not end within " + END_LIMIT_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      ending.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + name + " ends", e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
