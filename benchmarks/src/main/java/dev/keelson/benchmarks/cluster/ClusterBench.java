package dev.keelson.benchmarks.cluster;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ClientOptions;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.client.http.BadKubeconfig;
import dev.keelson.apiserver.client.http.HttpTransport;
import dev.keelson.apiserver.client.http.Kubeconfig;
import dev.keelson.apiserver.model.ApiFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code keelson bench cluster}; exit statuses are those of {@code keelson bench}. */
public final class ClusterBench {
  private static final Duration CALL = Duration.ofSeconds(60);
  private static final String HELP =
      """
      keelson bench cluster: how many pods a second a control plane binds, and what that costs it.

        keelson up --nodes 0 --controllers '*,-node-lifecycle-controller'      # ours, elsewhere
        keelson bench cluster --kubeconfig FILE --pids up=1234 --json ours.json
        keelson bench cluster --kubeconfig FILE --scheduler-pid 12 --pids api=10,etcd=11 \\
          --cases SchedulingBasic --nodes 1000 --pods 2000 --json theirs.json
        keelson bench cluster --ratios ours.json theirs.json

        --kubeconfig FILE    of a user who may do everything
        --scheduler-pid P    where the scheduler is a process of its own: its CPU
        --pids LIST          name=pid of all components on this machine: CPU and memory
        --cases LIST         %s;
                             all that schedule by default
        --nodes N            of every case that schedules (each has its own number)
        --pods N             measured, replicas of DeploymentRunning, objects of the last two
        --timeout S          after which a case is given up (600)
        --callers N          that create at once (64)
        --json FILE          every measurement, one a line
        --ratios A B         of two such files

      Cases that schedule make their own nodes, with a status that nobody renews: let no node
      lifecycle controller run. DeploymentRunning wants nodes that run pods (keelson up --nodes
      100), NamespaceDelete a namespace controller; ForkCost happens in this process.
      """;

  private ClusterBench() {}

  /** Runs and returns the exit status; {@code arguments} are those after {@code cluster}. */
  public static int run(List<String> arguments) {
    if (arguments.isEmpty() || arguments.contains("--help") || arguments.contains("-h")) {
      System.out.print(HELP.formatted(cases()));
      return 0;
    }
    try {
      if (arguments.getFirst().equals("--ratios") && arguments.size() == 3) {
        System.out.print(
            ClusterTables.ratios(read(arguments.get(1)), read(arguments.get(2))).asMarkdown());
        return 0;
      }
      return measured(ClusterBenchOptions.parse(arguments));
    } catch (IllegalArgumentException e) {
      System.err.println("keelson bench cluster: " + e.getMessage());
      return 2;
    } catch (ApiFailure
        | TransportFailure
        | BadKubeconfig
        | IllegalStateException
        | IOException e) {
      System.err.println("keelson bench cluster: " + e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static String cases() {
    String all = String.join(", ", ClusterBenchOptions.allCases());
    return all.replaceAll("(.{1,70}, )", "$1\n" + " ".repeat(23)).replaceAll(" +\n", "\n");
  }

  private static int measured(ClusterBenchOptions options)
      throws IOException, InterruptedException {
    Writers writers = new Writers(options.callers());
    if (options.kubeconfig().isEmpty()) {
      return report(options, List.of(told(new OtherCases(options, writers).fork())));
    }
    List<ClusterRow> rows = new ArrayList<>();
    try (HttpTransport transport =
        HttpTransport.open(Kubeconfig.load(options.kubeconfig().get()))) {
      ApiClient client =
          new ApiClient(transport, ClientOptions.usual("keelson-bench").withTimeout(CALL));
      Cluster cluster = new Cluster(client, writers);
      for (String name : options.cases()) {
        String namespace =
            Templates.PREFIX
                + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX)
                + "-"
                + rows.size();
        rows.add(told(measure(options, cluster, writers, name, namespace)));
      }
    }
    return report(options, rows);
  }

  private static ClusterRow measure(
      ClusterBenchOptions options, Cluster cluster, Writers writers, String name, String namespace)
      throws InterruptedException {
    OtherCases others = new OtherCases(options, writers);
    return switch (name) {
      case ClusterBenchOptions.DEPLOYMENT -> others.deployment(cluster, namespace);
      case ClusterBenchOptions.DELETION -> others.deletion(cluster, namespace);
      case ClusterBenchOptions.FORK -> others.fork();
      default -> {
        Workload workload =
            Workload.all().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        yield new SchedulingCase(options, cluster)
            .run(workload.sized(options.nodes(), options.pods()), namespace);
      }
    };
  }

  private static ClusterRow told(ClusterRow row) {
    System.err.println(row.asJson());
    return row;
  }

  private static int report(ClusterBenchOptions options, List<ClusterRow> rows) throws IOException {
    System.out.print(ClusterTables.of(rows).asText());
    if (options.json().isPresent()) {
      Files.writeString(
          options.json().get(),
          rows.stream().map(ClusterRow::asJson).collect(Collectors.joining("\n", "", "\n")));
    }
    return rows.stream().allMatch(row -> row.error().isEmpty()) ? 0 : 1;
  }

  private static List<ClusterRow> read(String file) throws IOException {
    return Files.readAllLines(Path.of(file)).stream()
        .map(ClusterRow::parse)
        .flatMap(Optional::stream)
        .toList();
  }
}
