package dev.keelson.benchmarks.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code bench cluster} was asked for.
 *
 * @param scheduler its pid, where it is a process of its own
 * @param pids of all components on this machine, the scheduler's included
 * @param nodes of every case; 0: each its own number
 * @param pods likewise; also replicas, objects deleted, and objects of a cluster that is forked
 * @param timeout of a case, without what is made beforehand
 * @param callers that create at once
 */
record ClusterBenchOptions(
    Optional<Path> kubeconfig,
    Optional<Long> scheduler,
    List<Long> pids,
    List<String> cases,
    int nodes,
    int pods,
    Duration timeout,
    int callers,
    Optional<Path> json) {
  static final String DEPLOYMENT = "DeploymentRunning";
  static final String DELETION = "NamespaceDelete";
  static final String FORK = "ForkCost";
  private static final Set<String> FLAGS =
      Set.of(
          "kubeconfig",
          "scheduler-pid",
          "pids",
          "cases",
          "nodes",
          "pods",
          "timeout",
          "callers",
          "json");

  /** Flags after {@code cluster}; an IllegalArgumentException says what is wrong with them. */
  static ClusterBenchOptions parse(List<String> arguments) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      int equals = argument.indexOf('=');
      String name = argument.replaceFirst("^--", "").replaceFirst("=.*", "");
      boolean isWhole = equals >= 0 && argument.startsWith("--");
      if (!argument.startsWith("--") || !FLAGS.contains(name)) {
        throw new IllegalArgumentException("unknown flag " + argument);
      }
      if (!isWhole && i + 1 == arguments.size()) {
        throw new IllegalArgumentException(argument + " needs a value");
      }
      values.put(name, isWhole ? argument.substring(equals + 1) : arguments.get(++i));
    }
    Optional<Long> scheduler = Optional.ofNullable(values.get("scheduler-pid")).map(Long::valueOf);
    List<String> cases = cases(list(values, "cases"));
    Optional<Path> kubeconfig = Optional.ofNullable(values.get("kubeconfig")).map(Path::of);
    if (kubeconfig.isEmpty() && !cases.equals(List.of(FORK))) {
      throw new IllegalArgumentException("--kubeconfig FILE is needed");
    }
    return new ClusterBenchOptions(
        kubeconfig,
        scheduler,
        pids(list(values, "pids"), scheduler),
        cases,
        number(values, "nodes", 0),
        number(values, "pods", 0),
        Duration.ofSeconds(number(values, "timeout", 600)),
        Math.max(1, number(values, "callers", 64)),
        Optional.ofNullable(values.get("json")).map(Path::of));
  }

  /** {@code name=pid} or a pid alone. */
  private static List<Long> pids(List<String> texts, Optional<Long> scheduler) {
    List<Long> pids = new ArrayList<>();
    for (String text : texts) {
      pids.add(Long.valueOf(text.substring(text.indexOf('=') + 1)));
    }
    scheduler.filter(pid -> !pids.contains(pid)).ifPresent(pids::add);
    return List.copyOf(pids);
  }

  static List<String> allCases() {
    List<String> all = new ArrayList<>(Workload.names());
    all.addAll(List.of(DEPLOYMENT, DELETION, FORK));
    return all;
  }

  private static List<String> cases(List<String> asked) {
    for (String one : asked) {
      if (!allCases().contains(one)) {
        throw new IllegalArgumentException(
            "unknown case '" + one + "'; there are " + String.join(", ", allCases()));
      }
    }
    return asked.isEmpty() ? Workload.names() : asked;
  }

  private static List<String> list(Map<String, String> values, String flag) {
    String text = values.get(flag);
    return text == null || text.isEmpty() ? List.of() : Arrays.asList(text.split(","));
  }

  private static int number(Map<String, String> values, String flag, int standard) {
    String text = values.get(flag);
    int number = text == null ? standard : Integer.parseInt(text.replace("_", ""));
    if (number < 0) {
      throw new IllegalArgumentException("--" + flag + " " + number + ": 0 at least");
    }
    return number;
  }
}
