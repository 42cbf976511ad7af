package dev.keelson.launcher.judge;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One or three members of one binary on fresh loopback ports, started together. */
final class EtcdCluster implements AutoCloseable {
  private final List<EtcdProcess> members;

  private EtcdCluster(List<EtcdProcess> members) {
    this.members = members;
  }

  /**
   * Starts {@code size} members m0, m1, … below {@code directory} and waits until all are ready.
   */
  static EtcdCluster start(Binary binary, int size, Path directory, String... more) {
    EtcdCluster cluster = of(binary, size, directory, more);
    try {
      cluster.members.forEach(EtcdProcess::exec);
      cluster.members.forEach(EtcdProcess::awaitReady);
      return cluster;
    } catch (AssertionError e) {
      cluster.close();
      throw e;
    }
  }

  /** Members that are not started yet. */
  static EtcdCluster of(Binary binary, int size, Path directory, String... more) {
    List<String> peers =
        IntStream.range(0, size).mapToObj(_ -> "http://127.0.0.1:" + Ports.free()).toList();
    String initial =
        IntStream.range(0, size)
            .mapToObj(i -> "m" + i + "=" + peers.get(i))
            .collect(Collectors.joining(","));
    List<EtcdProcess> members = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Path data = directory.resolve("m" + i);
      int port = Ports.free();
      List<String> flags =
          new ArrayList<>(EtcdProcess.flags("m" + i, data, port, peers.get(i), initial));
      flags.addAll(List.of(more));
      members.add(new EtcdProcess(binary, data, port, flags));
    }
    return new EtcdCluster(List.copyOf(members));
  }

  List<EtcdProcess> members() {
    return members;
  }

  EtcdProcess member(int index) {
    return members.get(index);
  }

  String endpoints() {
    return members.stream().map(EtcdProcess::endpoint).collect(Collectors.joining(","));
  }

  /** Output of every member, for a failure message. */
  String log() {
    return members.stream().map(EtcdProcess::log).collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    members.forEach(EtcdProcess::close);
  }
}
