package dev.keelson.nodeagent.stream;

import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.quantity.BadQuantity;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.nodeagent.node.HostedNode;
import dev.keelson.nodeagent.runtime.ContainerHandle;
import dev.keelson.nodeagent.runtime.Script;
import dev.keelson.nodeagent.spec.ContainerSpec;
import dev.keelson.nodeagent.spec.PodView;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * What pretend containers use: by their scripts' {@code cpu} and {@code memory}, else a tenth of
 * their CPU requests and half of their memory requests, else a little.
 */
final class Stats {
  static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

  private static final long LITTLE_MEMORY = 4L << 20;

  /**
   * @param cpu thousandths of a core
   * @param memory bytes
   */
  private record Usage(PodView pod, ContainerSpec spec, Instant since, long cpu, long memory) {
    double cpuSeconds(Instant now) {
      return Math.max(0, Duration.between(since, now).toMillis()) / 1000.0 * cpu / 1000.0;
    }
  }

  private final HostedNode node;
  private final BiFunction<ObjectName, String, Optional<ContainerHandle>> containers;
  private final Instant now;

  Stats(
      HostedNode node,
      BiFunction<ObjectName, String, Optional<ContainerHandle>> containers,
      Instant now) {
    this.node = node;
    this.containers = containers;
    this.now = now;
  }

  private List<Usage> usages(PodView pod) {
    List<Usage> all = new ArrayList<>();
    for (ContainerSpec spec : pod.allContainers()) {
      containers
          .apply(pod.objectName(), spec.name())
          .filter(each -> each.exit(now).isEmpty() && !each.startedAt().isAfter(now))
          .ifPresent(each -> all.add(usage(pod, spec, each.startedAt())));
    }
    return all;
  }

  private static Usage usage(PodView pod, ContainerSpec spec, Instant since) {
    Script script = Script.of(pod, spec.name());
    String cpu = script.text("cpu").orElse("");
    String memory = script.text("memory").orElse("");
    long requestedCpu = amount(spec.requests().text("cpu")).milliValue() / 10;
    long requestedMemory = amount(spec.requests().text("memory")).value() / 2;
    return new Usage(
        pod,
        spec,
        since,
        cpu.isEmpty() ? Math.max(1, requestedCpu) : amount(cpu).milliValue(),
        memory.isEmpty() ? Math.max(LITTLE_MEMORY, requestedMemory) : amount(memory).value());
  }

  private static Quantity amount(String text) {
    try {
      return text.isEmpty() ? Quantity.ZERO : Quantity.parse(text);
    } catch (BadQuantity _) {
      return Quantity.ZERO;
    }
  }

  private List<PodView> pods() {
    return node.pods().stream().map(PodView::new).toList();
  }

  /** {@code /metrics/resource}. */
  String resource() {
    StringBuilder cpu = head("container_cpu_usage_seconds_total", "counter");
    StringBuilder memory = head("container_memory_working_set_bytes", "gauge");
    StringBuilder start = head("container_start_time_seconds", "gauge");
    StringBuilder podCpu = head("pod_cpu_usage_seconds_total", "counter");
    StringBuilder podMemory = head("pod_memory_working_set_bytes", "gauge");
    double nodeCpu = 0;
    long nodeMemory = 0;
    for (PodView pod : pods()) {
      double sum = 0;
      long bytes = 0;
      for (Usage each : usages(pod)) {
        String labels =
            "{container=\"%s\",namespace=\"%s\",pod=\"%s\"}"
                .formatted(each.spec().name(), pod.namespace(), pod.name());
        line(cpu, "container_cpu_usage_seconds_total" + labels, each.cpuSeconds(now));
        line(memory, "container_memory_working_set_bytes" + labels, each.memory());
        line(start, "container_start_time_seconds" + labels, each.since().getEpochSecond());
        sum += each.cpuSeconds(now);
        bytes += each.memory();
      }
      String labels = "{namespace=\"%s\",pod=\"%s\"}".formatted(pod.namespace(), pod.name());
      line(podCpu, "pod_cpu_usage_seconds_total" + labels, sum);
      line(podMemory, "pod_memory_working_set_bytes" + labels, bytes);
      nodeCpu += sum;
      nodeMemory += bytes;
    }
    StringBuilder all = head("node_cpu_usage_seconds_total", "counter");
    line(all, "node_cpu_usage_seconds_total", nodeCpu);
    all.append(head("node_memory_working_set_bytes", "gauge"));
    line(all, "node_memory_working_set_bytes", nodeMemory);
    all.append(head("scrape_error", "gauge")).append("scrape_error 0\n");
    return all.append(cpu).append(memory).append(start).append(podCpu).append(podMemory).toString();
  }

  private static StringBuilder head(String name, String type) {
    return new StringBuilder("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private void line(StringBuilder out, String name, double value) {
    out.append(name)
        .append(' ')
        .append(String.format(Locale.ROOT, "%f", value))
        .append(' ')
        .append(now.toEpochMilli())
        .append('\n');
  }

  /** {@code /metrics}: of the agent itself. */
  String own() {
    return head("kubelet_running_pods", "gauge").toString()
        + "kubelet_running_pods "
        + node.podCount()
        + "\n"
        + head("kubelet_node_name", "gauge")
        + "kubelet_node_name{node=\""
        + node.name()
        + "\"} 1\n";
  }

  /** {@code /stats/summary}. */
  JsonObject summary() {
    List<JsonValue> pods = new ArrayList<>();
    long cpu = 0;
    long memory = 0;
    for (PodView pod : pods()) {
      List<Usage> usages = usages(pod);
      pods.add(summary(pod, usages));
      cpu += usages.stream().mapToLong(Usage::cpu).sum();
      memory += usages.stream().mapToLong(Usage::memory).sum();
    }
    JsonObject self =
        JsonObject.builder()
            .put("nodeName", node.name())
            .put("startTime", time(now))
            .put("cpu", cpu(cpu, 0))
            .put("memory", memory(memory))
            .build();
    return JsonObject.builder().put("node", self).put("pods", new JsonArray(pods)).build();
  }

  private JsonObject summary(PodView pod, List<Usage> usages) {
    List<JsonValue> all = new ArrayList<>();
    for (Usage each : usages) {
      all.add(
          JsonObject.builder()
              .put("name", each.spec().name())
              .put("startTime", time(each.since()))
              .put("cpu", cpu(each.cpu(), each.cpuSeconds(now)))
              .put("memory", memory(each.memory()))
              .build());
    }
    JsonObject reference =
        JsonObject.builder()
            .put("name", pod.name())
            .put("namespace", pod.namespace())
            .put("uid", pod.uid())
            .build();
    return JsonObject.builder()
        .put("podRef", reference)
        .put("startTime", time(pod.startTime().orElse(now)))
        .put("containers", new JsonArray(all))
        .put("cpu", cpu(usages.stream().mapToLong(Usage::cpu).sum(), 0))
        .put("memory", memory(usages.stream().mapToLong(Usage::memory).sum()))
        .build();
  }

  private JsonObject cpu(long milli, double seconds) {
    return JsonObject.builder()
        .put("time", time(now))
        .put("usageNanoCores", milli * 1_000_000)
        .put("usageCoreNanoSeconds", (long) (seconds * 1e9))
        .build();
  }

  private JsonObject memory(long bytes) {
    return JsonObject.builder()
        .put("time", time(now))
        .put("usageBytes", bytes)
        .put("workingSetBytes", bytes)
        .build();
  }

  private static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
