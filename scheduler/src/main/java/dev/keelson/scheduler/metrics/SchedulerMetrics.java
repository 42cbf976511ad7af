package dev.keelson.scheduler.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** All there is to see of a scheduler in numbers. Thread-safe. */
public final class SchedulerMetrics {
  private final List<Family<?>> families = new ArrayList<>();
  private final Map<String, LongSupplier> pending = new TreeMap<>();
  private final Map<String, LongSupplier> cached = new TreeMap<>();

  private final Family<Count> attempts =
      count(
          "schedule_attempts_total", "Attempts to schedule pods, by result.", "result", "profile");
  private final Family<Durations> attemptDuration =
      durations(
          "scheduling_attempt_duration_seconds",
          "From the start of an attempt to its end, binding included.",
          0.001,
          2,
          15,
          "result",
          "profile");
  private final Family<Durations> algorithm =
      durations("scheduling_algorithm_duration_seconds", "Looking for a node.", 0.001, 2, 15);
  private final Family<Durations> sli =
      durations(
          "pod_scheduling_sli_duration_seconds",
          "From a pod's entry into the queue until it is bound.",
          0.01,
          2,
          20,
          "attempts");
  private final Family<Durations> podAttempts =
      durations("pod_scheduling_attempts", "Attempts until a pod was bound.", 1, 2, 5);
  private final Family<Durations> points =
      durations(
          "framework_extension_point_duration_seconds",
          "All plugins of an extension point.",
          0.0001,
          2,
          12,
          "extension_point",
          "status",
          "profile");
  private final Family<Durations> plugins =
      durations(
          "plugin_execution_duration_seconds",
          "One plugin at an extension point; some of the attempts.",
          0.00001,
          1.5,
          20,
          "plugin",
          "extension_point",
          "status");
  private final Family<Count> incoming =
      count("queue_incoming_pods_total", "Pods put into a queue, by event.", "queue", "event");
  private final Family<Durations> permitWait =
      durations("permit_wait_duration_seconds", "Waiting on permit.", 0.001, 2, 15, "result");
  private final Family<Count> goroutines =
      gauge("goroutines", "Threads at work, by what they do.", "operation");
  private final Family<Count> afterFlush =
      count("pod_scheduled_after_flush_total", "Bound after waiting for five minutes.");
  private final Family<Count> preemptions =
      count("preemption_attempts_total", "Attempts to make room by preemption.");
  private final Family<Durations> victims =
      durations("preemption_victims", "Pods chosen to go.", 1, 2, 7);
  private final Family<Count> unschedulable =
      gauge(
          "unschedulable_pods",
          "Pods that wait, by each plugin that refused them.",
          "plugin",
          "profile");

  private Family<Count> count(String name, String help, String... labels) {
    return add(new Family<>("scheduler_" + name, help, "counter", List.of(labels), Count::new));
  }

  private Family<Count> gauge(String name, String help, String... labels) {
    return add(new Family<>("scheduler_" + name, help, "gauge", List.of(labels), Count::new));
  }

  private Family<Durations> durations(
      String name, String help, double first, double factor, int count, String... labels) {
    return add(
        new Family<>(
            "scheduler_" + name,
            help,
            "histogram",
            List.of(labels),
            () -> Durations.growing(first, factor, count)));
  }

  private <F extends Family<?>> F add(F family) {
    families.add(family);
    return family;
  }

  /**
   * One attempt is over.
   *
   * @param result scheduled, unschedulable, error
   */
  public void attempted(String result, String profile, long nanos) {
    attempts.of(result, profile).increment();
    attemptDuration.of(result, profile).observeNanos(nanos);
  }

  public void searched(long nanos) {
    algorithm.of().observeNanos(nanos);
  }

  /**
   * @param sinceQueued nanos
   */
  public void bound(int tries, long sinceQueued, boolean isAfterFlush) {
    podAttempts.of().observe(tries);
    sli.of(tries >= 15 ? "15+" : Integer.toString(tries)).observeNanos(sinceQueued);
    if (isAfterFlush) {
      afterFlush.of().increment();
    }
  }

  /** To keep for a profile: it is asked for each pod. */
  public Durations point(String extensionPoint, String status, String profile) {
    return points.of(extensionPoint, status, profile);
  }

  public void plugin(String plugin, String extensionPoint, String status, long nanos) {
    plugins.of(plugin, extensionPoint, status).observeNanos(nanos);
  }

  public Count incoming(String queue, String event) {
    return incoming.of(queue, event);
  }

  public void permitWaited(String result, long nanos) {
    permitWait.of(result).observeNanos(nanos);
  }

  public Count working(String operation) {
    return goroutines.of(operation);
  }

  public void preempting() {
    preemptions.of().increment();
  }

  public void preempted(int victimCount) {
    victims.of().observe(victimCount);
  }

  public Count unschedulableBy(String plugin, String profile) {
    return unschedulable.of(plugin, profile);
  }

  /** Before the first {@link #text}. */
  public void pending(String queue, LongSupplier size) {
    pending.put(queue, size);
  }

  /** Before the first {@link #text}. */
  public void cached(String type, LongSupplier size) {
    cached.put(type, size);
  }

  /** In Prometheus' text format. */
  public String text() {
    StringBuilder out = new StringBuilder(16 << 10);
    families.forEach(family -> family.write(out));
    sizes("scheduler_pending_pods", "Pods that wait, by queue.", "queue", pending, out);
    sizes("scheduler_cache_size", "What the cache holds.", "type", cached, out);
    return out.toString();
  }

  private static void sizes(
      String name, String help, String label, Map<String, LongSupplier> sizes, StringBuilder out) {
    out.append("# HELP ").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(name).append(" gauge\n");
    sizes.forEach(
        (value, size) ->
            out.append(name)
                .append(Labels.of(List.of(label), value).inBraces())
                .append(' ')
                .append(size.getAsLong())
                .append('\n'));
  }
}
