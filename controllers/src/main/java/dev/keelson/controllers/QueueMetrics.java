package dev.keelson.controllers;

import dev.keelson.apiserver.client.queue.Durations;
import dev.keelson.apiserver.client.queue.QueueStats;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Work queues in Prometheus' text format, under the names that component-base gives them. */
final class QueueMetrics {
  private static final double NANOS = 1e9;

  private QueueMetrics() {}

  static String text(Map<String, QueueStats> queues) {
    StringBuilder text = new StringBuilder();
    value(text, queues, "adds_total", "counter", "Adds that the queue took.", q -> "" + q.adds());
    value(text, queues, "depth", "gauge", "Keys that wait to be taken.", q -> "" + q.depth());
    value(
        text,
        queues,
        "longest_running_processor_seconds",
        "gauge",
        "How long the key that is in work the longest has been.",
        q -> seconds(q.longest()));
    histogram(
        text,
        queues,
        "queue_duration_seconds",
        "How long keys waited before they were taken.",
        QueueStats::waits);
    value(
        text,
        queues,
        "retries_total",
        "counter",
        "Keys put back to be retried.",
        q -> "" + q.retries());
    value(
        text,
        queues,
        "unfinished_work_seconds",
        "gauge",
        "How long all keys that are in work have been, together.",
        q -> seconds(q.unfinished()));
    histogram(
        text, queues, "work_duration_seconds", "How long keys were in work.", QueueStats::works);
    return text.toString();
  }

  static String running(String manager, List<String> names) {
    StringBuilder text = new StringBuilder();
    head(text, "running_managed_controllers", "gauge", "Controllers that run now.", "ALPHA");
    for (String name : names) {
      text.append(
          "running_managed_controllers{manager=\"%s\",name=\"%s\"} 1\n".formatted(manager, name));
    }
    return text.toString();
  }

  private static void head(
      StringBuilder text, String name, String type, String help, String stability) {
    text.append("# HELP ").append(name).append(" [").append(stability).append("] ").append(help);
    text.append("\n# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static void value(
      StringBuilder text,
      Map<String, QueueStats> queues,
      String metric,
      String type,
      String help,
      Function<QueueStats, String> value) {
    String name = "workqueue_" + metric;
    head(text, name, type, help, "BETA");
    queues.forEach(
        (queue, stats) ->
            text.append(name)
                .append("{name=\"")
                .append(queue)
                .append("\"} ")
                .append(value.apply(stats))
                .append('\n'));
  }

  private static void histogram(
      StringBuilder text,
      Map<String, QueueStats> queues,
      String metric,
      String help,
      Function<QueueStats, Durations> of) {
    String name = "workqueue_" + metric;
    head(text, name, "histogram", help, "BETA");
    queues.forEach((queue, stats) -> histogram(text, name, queue, of.apply(stats)));
  }

  private static void histogram(
      StringBuilder text, String name, String queue, Durations durations) {
    long below = 0;
    for (int i = 0; i < durations.counts().size(); i++) {
      below += durations.counts().get(i);
      String bound = i < Durations.BOUNDS.size() ? "" + Durations.BOUNDS.get(i) / NANOS : "+Inf";
      text.append("%s_bucket{name=\"%s\",le=\"%s\"} %d\n".formatted(name, queue, bound, below));
    }
    text.append("%s_sum{name=\"%s\"} %s\n".formatted(name, queue, durations.nanos() / NANOS));
    text.append("%s_count{name=\"%s\"} %d\n".formatted(name, queue, below));
  }

  private static String seconds(Duration duration) {
    return "" + duration.toNanos() / NANOS;
  }
}
