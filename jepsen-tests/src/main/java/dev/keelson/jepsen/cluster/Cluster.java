package dev.keelson.jepsen.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Members m1, m2, … of one target, founded together. Closing ends them and removes their disks. */
public final class Cluster implements AutoCloseable {
  /**
   * What a cluster is made of.
   *
   * @param diskBytes of a disk for each member alone; 0: a plain directory
   * @param clocks whether each member's clock can be set
   * @param flags for every member, after all others
   */
  public record Plan(int members, long diskBytes, boolean clocks, List<String> flags) {
    public Plan {
      flags = List.copyOf(flags);
    }
  }

  /** How many log entries a member keeps in memory before it makes a snapshot; small on purpose. */
  private static final int SNAPSHOT_ENTRIES = 2_000;

  private final Network network;
  private final Path directory;
  private final Target target;
  private final List<Member> members = new ArrayList<>();
  private final List<LoopDisk> disks = new ArrayList<>();

  private Cluster(Network network, Path directory, Target target) {
    this.network = network;
    this.directory = directory;
    this.target = target;
  }

  /** Makes directories and disks below {@code directory}; starts nothing yet. */
  public static Cluster prepare(
      Target target, Plan plan, Network network, Abilities abilities, Path directory)
      throws IOException {
    Cluster cluster = new Cluster(network, directory, target);
    Files.createDirectories(directory);
    try {
      for (int i = 0; i < plan.members(); i++) {
        cluster.add(i, plan, abilities);
      }
      return cluster;
    } catch (IOException e) {
      cluster.close();
      throw e;
    }
  }

  private void add(int index, Plan plan, Abilities abilities) throws IOException {
    String name = "m" + (index + 1);
    Path data = directory.resolve(name);
    if (plan.diskBytes() > 0) {
      LoopDisk disk = LoopDisk.create(directory.resolve(name + ".img"), plan.diskBytes());
      disks.add(disk);
      data = disk.directory().resolve("data");
    }
    Map<String, String> environment = new HashMap<>(target.environment());
    if (plan.clocks()) {
      Path clock = clockFile(index);
      Files.writeString(clock, "+0s");
      environment.put("LD_PRELOAD", abilities.faketime().orElseThrow().toString());
      environment.put("FAKETIME_TIMESTAMP_FILE", clock.toString());
      // seconds until a change is noticed; with no cache at all each look at the clock opens a file
      environment.put("FAKETIME_CACHE_DURATION", "1");
      // a wrong date is a fault; a monotonic clock that jumps is a broken kernel
      environment.put("FAKETIME_DONT_FAKE_MONOTONIC", "1");
      // with it, every timed wait of a JVM ends at once
      environment.put("FAKETIME_FORCE_MONOTONIC_FIX", "0");
    }
    List<String> command = new ArrayList<>(network.commandPrefix(index));
    String client = "http://" + network.clientAddress(index);
    String peer = peerUrl(index);
    command.addAll(
        List.of(
            target.program().toString(),
            "--name=" + name,
            "--data-dir=" + data,
            "--listen-client-urls=" + client,
            "--advertise-client-urls=" + client,
            "--listen-peer-urls=" + peer,
            "--initial-advertise-peer-urls=" + peer,
            "--initial-cluster=" + initialCluster(plan.members()),
            "--initial-cluster-token=" + Leftovers.TOKEN + ProcessHandle.current().pid(),
            "--initial-cluster-state=new",
            "--snapshot-count=" + SNAPSHOT_ENTRIES));
    command.addAll(plan.flags());
    members.add(
        new Member(
            name,
            command,
            environment,
            data,
            directory.resolve(name + ".log"),
            network.clientAddress(index),
            peer));
  }

  private String peerUrl(int index) {
    return "http://" + network.peerAddress(index);
  }

  private String initialCluster(int size) {
    return IntStream.range(0, size)
        .mapToObj(i -> "m" + (i + 1) + "=" + peerUrl(i))
        .collect(Collectors.joining(","));
  }

  private Path clockFile(int index) {
    return directory.resolve("m" + (index + 1) + ".clock");
  }

  /** Starts every member that does not run; returns at once. */
  public void start() throws IOException {
    for (Member member : members) {
      member.start();
    }
  }

  public List<Member> members() {
    return List.copyOf(members);
  }

  public Member member(int index) {
    return members.get(index);
  }

  public int size() {
    return members.size();
  }

  public Optional<Wire> wire() {
    return network.wire();
  }

  /** The disk of its own that a member has by the plan. */
  public LoopDisk disk(int index) {
    return disks.get(index);
  }

  /** Moves a member's date by this many seconds from the true one; the plan must allow it. */
  public void setClock(int index, long offsetSeconds) throws IOException {
    Path next = directory.resolve("m" + (index + 1) + ".clock.next");
    Files.writeString(next, (offsetSeconds < 0 ? "-" : "+") + Math.abs(offsetSeconds) + "s");
    Files.move(
        next,
        clockFile(index),
        java.nio.file.StandardCopyOption.ATOMIC_MOVE,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  /** Kills every member, heals the wire, removes the disks; logs stay. */
  @Override
  public void close() throws IOException {
    wire().ifPresent(Wire::heal);
    for (Member member : members) {
      member.kill();
    }
    for (LoopDisk disk : disks) {
      disk.close();
    }
    disks.clear();
  }
}
