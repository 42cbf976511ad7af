package dev.keelson.benchmarks;

import dev.keelson.benchmarks.load.CaseKind;
import dev.keelson.benchmarks.server.Tls;
import dev.keelson.benchmarks.wire.Endpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What was asked for on the command line, checked.
 *
 * @param endpoints a store that runs already; empty to start servers
 * @param pids its servers' processes on this machine
 * @param ours the program to measure where servers are started; empty for the repository's own
 * @param against programs to compare it with
 * @param cases what to measure, in the order of {@link CaseKind}
 * @param clients numbers of clients for every case; empty for each case's own
 * @param measure window of one measurement
 * @param warmup before each measurement
 * @param serverWarmup mixed load on a server just started, before its first case
 * @param keys keys preloaded
 * @param valueBytes size of their values
 * @param watchers of the watch cases
 * @param pace puts a second of the paced watch cases
 * @param rounds how often each program has its turn
 * @param repeats how often {@code start} and {@code restart} measure
 */
record Options(
    List<Endpoint> endpoints,
    List<Long> pids,
    Optional<Path> ours,
    List<Path> against,
    int members,
    Tls tls,
    List<CaseKind> cases,
    List<Integer> clients,
    Duration measure,
    Duration warmup,
    Duration serverWarmup,
    int keys,
    int valueBytes,
    int watchers,
    int pace,
    int connections,
    int rounds,
    int repeats,
    int restartKeys,
    Path scratch,
    Optional<Path> csv,
    Optional<Path> json,
    Optional<Path> markdown) {

  /** Numbers of clients for {@code kind}; empty for cases without clients. */
  List<Integer> clientsFor(CaseKind kind) {
    return kind.clients().isEmpty() || clients.isEmpty() ? kind.clients() : clients;
  }

  /** About how long the run takes, starts and loading aside. */
  Duration estimate() {
    long perSystem = 0;
    for (CaseKind.Group group : groups()) {
      perSystem += group == CaseKind.Group.START ? 0 : serverWarmup.toMillis();
      for (CaseKind kind : casesOf(group)) {
        int times = group == CaseKind.Group.START ? 0 : Math.max(1, clientsFor(kind).size());
        perSystem += times * (warmup.toMillis() + measure.toMillis());
      }
    }
    int systems = endpoints.isEmpty() ? 1 + against.size() : 1;
    return Duration.ofMillis(perSystem * systems * rounds);
  }

  List<CaseKind.Group> groups() {
    return cases.stream().map(CaseKind::group).distinct().toList();
  }

  List<CaseKind> casesOf(CaseKind.Group group) {
    return cases.stream().filter(kind -> kind.group() == group).toList();
  }
}
