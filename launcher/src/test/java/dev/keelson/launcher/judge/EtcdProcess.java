package dev.keelson.launcher.judge;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One server process on loopback. It is started with nothing in its environment but PATH, as etcd's
 * own harness does, and counts as ready when it says "ready to serve client requests".
 *
 * <p>Signals go to the process by its id; the last {@value #KEPT_LINES} lines of its output are
 * kept for failure messages. Every process still alive when the JVM ends is killed.
 */
final class EtcdProcess implements AutoCloseable {
  static final Duration READY_LIMIT = Duration.ofSeconds(90);
  private static final int KEPT_LINES = 60;
  private static final String READY = "ready to serve client requests";
  private static final Set<Process> alive = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> alive.forEach(Process::destroyForcibly)));
  }

  private final Binary binary;
  private final List<String> arguments;
  private final Path dataDir;
  private final int clientPort;
  private final Map<String, String> variables = new TreeMap<>();
  private final Deque<String> output = new ArrayDeque<>();
  private CountDownLatch ready = new CountDownLatch(1);
  private Process process;
  private long startedNanos;
  private volatile long readyNanos;

  EtcdProcess(Binary binary, Path dataDir, int clientPort, List<String> arguments) {
    this.binary = binary;
    this.dataDir = dataDir;
    this.clientPort = clientPort;
    this.arguments = List.copyOf(arguments);
  }

  /** A single member named "default" with fresh ports; not started yet. */
  static EtcdProcess single(Binary binary, Path dataDir, String... more) {
    return single(binary, dataDir, Ports.free(), Ports.free(), more);
  }

  static EtcdProcess single(
      Binary binary, Path dataDir, int clientPort, int peerPort, String... more) {
    String peer = "http://127.0.0.1:" + peerPort;
    List<String> all =
        new ArrayList<>(flags("default", dataDir, clientPort, peer, "default=" + peer));
    all.addAll(List.of(more));
    return new EtcdProcess(binary, dataDir, clientPort, all);
  }

  /** With one variable more in its environment, from the next start on. */
  EtcdProcess with(String variable, String value) {
    variables.put(variable, value);
    return this;
  }

  /** Has a process of another kind killed when the JVM ends. */
  static Process adopt(Process other) {
    alive.add(other);
    other.onExit().thenRun(() -> alive.remove(other));
    return other;
  }

  static List<String> flags(
      String name, Path dataDir, int clientPort, String peerUrl, String initialCluster) {
    String client = "http://127.0.0.1:" + clientPort;
    return List.of(
        "--name=" + name,
        "--data-dir=" + dataDir,
        "--listen-client-urls=" + client,
        "--advertise-client-urls=" + client,
        "--listen-peer-urls=" + peerUrl,
        "--initial-advertise-peer-urls=" + peerUrl,
        "--initial-cluster=" + initialCluster,
        "--initial-cluster-token=judge",
        "--initial-cluster-state=new");
  }

  /** Starts the process and returns at once. */
  synchronized EtcdProcess exec() {
    if (process != null && process.isAlive()) {
      throw new AssertionError("already running: " + this);
    }
    List<String> command = new ArrayList<>();
    command.add(binary.path().toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    String searchPath = environment.get("PATH");
    environment.clear();
    environment.put("PATH", searchPath);
    environment.putAll(variables);
    try {
      startedNanos = System.nanoTime();
      Process started = builder.start();
      CountDownLatch latch = new CountDownLatch(1);
      alive.add(started);
      process = started;
      ready = latch;
      Thread.ofVirtual().start(() -> pump(started, latch));
      return this;
    } catch (IOException e) {
      throw new AssertionError("cannot start " + command, e);
    }
  }

  /** Waits for the ready line; fails with the output when the process ends or the limit passes. */
  EtcdProcess awaitReady() {
    long deadline = System.nanoTime() + READY_LIMIT.toNanos();
    try {
      while (!ready.await(20, TimeUnit.MILLISECONDS)) {
        if (!process.isAlive()) {
          throw new AssertionError(this + " ended with " + process.exitValue() + log());
        }
        if (System.nanoTime() > deadline) {
          throw new AssertionError(this + " not ready after " + READY_LIMIT + log());
        }
      }
      return this;
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  EtcdProcess start() {
    return exec().awaitReady();
  }

  /** Time from exec to the ready line of the latest start. */
  Duration timeToReady() {
    return Duration.ofNanos(readyNanos - startedNanos);
  }

  /** SIGKILL; returns when the process is gone. */
  void kill() {
    process.destroyForcibly();
    awaitExit(Duration.ofSeconds(20));
  }

  /** SIGTERM; SIGKILL when that took longer than 20 s, which is a failure. */
  void stop() {
    process.destroy();
    awaitExit(Duration.ofSeconds(20));
  }

  void pause() {
    signal("STOP");
  }

  void resume() {
    signal("CONT");
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /** Waits for the end of the process and answers its exit status. */
  int awaitExit(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(this + " still runs after " + limit + log());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  int clientPort() {
    return clientPort;
  }

  String endpoint() {
    return "127.0.0.1:" + clientPort;
  }

  Path dataDir() {
    return dataDir;
  }

  Binary binary() {
    return binary;
  }

  /** The newest lines of the output, over all starts, headed by whose they are. */
  String log() {
    synchronized (output) {
      return "\n---- output of " + this + "\n" + String.join("\n", output) + "\n----";
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
      awaitExit(Duration.ofSeconds(20));
    }
  }

  @Override
  public String toString() {
    return binary.label() + " on port " + clientPort;
  }

  private void signal(String name) {
    signal(name, process.pid());
  }

  static void signal(String name, long pid) {
    try {
      int status = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
      if (status != 0) {
        throw new AssertionError("kill -" + name + " " + pid + " answered " + status);
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("cannot signal " + pid, e);
    }
  }

  private void pump(Process started, CountDownLatch latch) {
    try (BufferedReader lines = started.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        synchronized (output) {
          output.addLast(line);
          if (output.size() > KEPT_LINES) {
            output.removeFirst();
          }
        }
        if (latch.getCount() > 0 && line.contains(READY)) {
          readyNanos = System.nanoTime();
          latch.countDown();
        }
      }
    } catch (IOException e) {
      synchronized (output) {
        output.addLast("(output ended: " + e.getMessage() + ")");
      }
    } finally {
      started.onExit().thenRun(() -> alive.remove(started));
    }
  }
}
