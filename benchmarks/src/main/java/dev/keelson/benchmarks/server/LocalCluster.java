package dev.keelson.benchmarks.server;

import dev.keelson.benchmarks.wire.CallFailed;
import dev.keelson.benchmarks.wire.Connections;
import dev.keelson.benchmarks.wire.Endpoint;
import dev.keelson.benchmarks.wire.EtcdMethods;
import dev.keelson.benchmarks.wire.Requests;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One or more members of one program, with data that outlives their processes until this is closed.
 * Main thread.
 */
public final class LocalCluster implements AutoCloseable {
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);
  private static final Duration READ_PATIENCE = Duration.ofSeconds(2);

  /** Reads tried on one connection before it is opened anew. */
  private static final int ATTEMPTS = 50;

  private static final byte[] PROBE_KEY = {'/'};

  /** How a server is ended. */
  public enum Ending {
    /** SIGTERM, and time to close its files. */
    TERM,
    /** SIGKILL. */
    KILL
  }

  private final ServerBinary binary;
  private final Path directory;
  private final List<Member> members;
  private final Cleanup cleanup;
  private final Cleanup.Undo undo = this::remove;
  private volatile List<Process> processes = List.of();

  private LocalCluster(ServerBinary binary, Path directory, List<Member> members, Cleanup cleanup) {
    this.binary = binary;
    this.directory = directory;
    this.members = members;
    this.cleanup = cleanup;
  }

  /** Chooses ports and directories below {@code parent}; starts nothing yet. */
  public static LocalCluster prepare(
      ServerBinary binary, int size, Tls tls, Path parent, Cleanup cleanup) throws ServerFailed {
    try {
      Path directory = Files.createTempDirectory(parent, "keelson-bench-");
      List<Member> members = new ArrayList<>();
      for (int i = 1; i <= size; i++) {
        members.add(Member.inside(directory, "member-" + i, tls));
      }
      LocalCluster cluster = new LocalCluster(binary, directory, List.copyOf(members), cleanup);
      if (!cleanup.add(cluster.undo)) {
        throw new ServerFailed("the benchmark is ending");
      }
      return cluster;
    } catch (IOException e) {
      throw new ServerFailed("cannot make a data directory in " + parent + ": " + e.getMessage());
    }
  }

  /**
   * Executes all members and waits until each has answered a linearizable read.
   *
   * @return time from before the first exec until the last member's first answer
   * @throws ServerFailed when a process ends, or {@code patience} is over
   */
  public Duration start(Duration patience) throws ServerFailed, InterruptedException {
    long began = System.nanoTime();
    List<Process> started = new ArrayList<>();
    for (Member member : members) {
      try {
        started.add(member.start(binary, members));
      } catch (IOException e) {
        throw new ServerFailed(binary.path() + " cannot be run: " + e.getMessage());
      } finally {
        processes = List.copyOf(started);
      }
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Long>> answers = new ArrayList<>();
      for (int i = 0; i < members.size(); i++) {
        Member member = members.get(i);
        Process process = started.get(i);
        answers.add(
            CompletableFuture.supplyAsync(
                () -> awaitRead(member, process, began + patience.toNanos()), threads));
      }
      long last = 0;
      for (int i = 0; i < members.size(); i++) {
        long answered = answers.get(i).join();
        if (answered == 0) {
          throw new ServerFailed(
              "%s %s. The end of its log:%n%s"
                  .formatted(
                      binary.title(),
                      started.get(i).isAlive()
                          ? "answered no read within " + patience.toSeconds() + " s of its start"
                          : "ended before it answered a read",
                      members.get(i).logTail()));
        }
        last = Math.max(last, answered);
      }
      return Duration.ofNanos(last - began);
    }
  }

  /** When the member first answered, in System.nanoTime; 0 if never. */
  private static long awaitRead(Member member, Process process, long deadline) {
    try {
      while (System.nanoTime() < deadline && process.isAlive()) {
        long answered = accepts(member.endpoint()) ? firstRead(member.endpoint(), process) : 0;
        if (answered != 0) {
          return answered;
        }
        Thread.sleep(2);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  // A gRPC channel that meets a closed port waits a second before it tries again: look with a plain
  // socket first.
  private static boolean accepts(Endpoint endpoint) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), 200);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static long firstRead(Endpoint endpoint, Process process) throws InterruptedException {
    byte[] request = Requests.Range.ofKey(PROBE_KEY).encode();
    try (Connections connections = Connections.open(List.of(endpoint), 1)) {
      for (int attempt = 0; attempt < ATTEMPTS && process.isAlive(); attempt++) {
        try {
          connections.ask(EtcdMethods.RANGE_LENGTH, 0, request, READ_PATIENCE);
          return System.nanoTime();
        } catch (CallFailed e) {
          Thread.sleep(5); // no leader yet
        }
      }
      return 0;
    }
  }

  /** Ends all members and waits until they have. */
  public void stop(Ending ending) throws ServerFailed, InterruptedException {
    for (Process process : processes) {
      switch (ending) {
        case TERM -> process.destroy();
        case KILL -> kill(process);
      }
    }
    for (Process process : processes) {
      if (!process.waitFor(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        processes.forEach(LocalCluster::kill);
        throw new ServerFailed(
            binary.title() + " did not end within " + STOP_PATIENCE.toSeconds() + " s of SIGTERM");
      }
    }
    processes = List.of();
  }

  // A launcher may have children of its own where it could not exec.
  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Where the members serve. */
  public List<Endpoint> endpoints() {
    return members.stream().map(Member::endpoint).toList();
  }

  /** Whether all processes live. */
  public boolean alive() {
    return !processes.isEmpty() && processes.stream().allMatch(Process::isAlive);
  }

  /** Pids of all members' processes and of their children. */
  public List<Long> pids() {
    return processes.stream()
        .flatMap(process -> Stream.concat(Stream.of(process.toHandle()), process.descendants()))
        .map(ProcessHandle::pid)
        .toList();
  }

  /** The end of the first member's log. */
  public String logTail() {
    return members.getFirst().logTail();
  }

  private void remove() {
    processes.forEach(LocalCluster::kill);
    for (Process process : processes) {
      try {
        process.waitFor(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | java.io.UncheckedIOException e) {
      System.err.println("could not remove " + directory + ": " + e.getMessage());
    }
  }

  /** Kills what runs and removes the data. */
  @Override
  public void close() {
    cleanup.run(undo);
  }
}
