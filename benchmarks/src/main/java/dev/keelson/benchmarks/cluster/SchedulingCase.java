package dev.keelson.benchmarks.cluster;

import java.time.Duration;
import java.util.Optional;

/** Runs a {@link Workload}. */
final class SchedulingCase {
  /** Until what is there beforehand is bound. */
  private static final Duration PREPARATION = Duration.ofMinutes(5);

  private static final String MEASURED = "measured-";

  private final ClusterBenchOptions options;
  private final Cluster cluster;

  SchedulingCase(ClusterBenchOptions options, Cluster cluster) {
    this.options = options;
    this.cluster = cluster;
  }

  ClusterRow run(Workload workload, String namespace) throws InterruptedException {
    cluster.namespace(namespace);
    try {
      prepare(workload, namespace);
      return measure(workload, namespace);
    } finally {
      cluster.clear(namespace);
    }
  }

  private void prepare(Workload workload, String namespace) throws InterruptedException {
    cluster.nodes(workload.nodes(), workload.zones());
    if (workload.churn() != Churn.Kind.NONE) {
      cluster.priorityClass(PodShape.IMPORTANT.priority());
    }
    try (BoundWatch watch = BoundWatch.open(cluster.client(), namespace, "before-")) {
      cluster.pods(namespace, "before-", workload.before(), workload.beforeShape());
      Optional<String> missing = watch.await(workload.before(), PREPARATION);
      if (missing.isPresent()) {
        throw new IllegalStateException("of what comes before, " + missing.get());
      }
    }
  }

  private ClusterRow measure(Workload workload, String namespace) throws InterruptedException {
    Gauge gauge = Gauge.start(options);
    long end = System.nanoTime() + options.timeout().toNanos();
    try (BoundWatch watch = BoundWatch.open(cluster.client(), namespace, MEASURED)) {
      Optional<String> missing = measured(workload, namespace, watch, end);
      return gauge.row(workload.name(), workload.nodes(), watch.bound(), watch.rates(), missing);
    }
  }

  private Optional<String> measured(Workload workload, String namespace, BoundWatch watch, long end)
      throws InterruptedException {
    try (Churn _ = Churn.start(cluster.client(), namespace, workload.churn())) {
      return pods(workload, namespace, watch, end);
    }
  }

  private Optional<String> pods(Workload workload, String namespace, BoundWatch watch, long end)
      throws InterruptedException {
    cluster.pods(namespace, MEASURED, workload.pods(), workload.shape());
    return watch.await(workload.pods(), Duration.ofNanos(Math.max(0, end - System.nanoTime())));
  }
}
