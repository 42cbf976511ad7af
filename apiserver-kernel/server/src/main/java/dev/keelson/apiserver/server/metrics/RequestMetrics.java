package dev.keelson.apiserver.server.metrics;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Requests by what they asked for. Any thread. */
public final class RequestMetrics {
  /**
   * What a request asked for, as upstream labels it.
   *
   * @param verb in upper case: GET, LIST, WATCH, POST, PUT, PATCH, APPLY, DELETE, CONNECT, …
   * @param scope cluster, namespace, resource, or "" of what is no resource
   */
  public record Asked(
      String verb,
      String dryRun,
      String group,
      String version,
      String resource,
      String subresource,
      String scope) {
    String place() {
      return String.join(
          ",",
          Exposition.label("component", "apiserver"),
          Exposition.label("group", group),
          Exposition.label("resource", resource),
          Exposition.label("scope", scope),
          Exposition.label("subresource", subresource),
          Exposition.label("verb", verb),
          Exposition.label("version", version));
    }

    String labels() {
      return place() + "," + Exposition.label("dry_run", dryRun);
    }

    private boolean isMutating() {
      return switch (verb) {
        case "POST", "PUT", "PATCH", "APPLY", "DELETE", "DELETECOLLECTION" -> true;
        default -> false;
      };
    }

    boolean isLongRunning() {
      return verb.equals("WATCH")
          || verb.equals("CONNECT")
          || subresource.equals("log")
          || subresource.equals("proxy");
    }
  }

  private static final class Series {
    final Map<Integer, LongAdder> byCode = new ConcurrentHashMap<>();
    final Histogram seconds = new Histogram(Histogram.REQUEST_SECONDS, Histogram.NANOS);
    final Histogram bytes = new Histogram(Histogram.ANSWER_BYTES, 1);
    final LongAdder open = new LongAdder();

    void count(int code) {
      LongAdder known = byCode.get(code);
      (known != null ? known : byCode.computeIfAbsent(code, _ -> new LongAdder())).increment();
    }
  }

  private final Map<Asked, Series> all = new ConcurrentHashMap<>();
  private final LongAdder mutating = new LongAdder();
  private final LongAdder reading = new LongAdder();

  /** One request, from its beginning to its end. */
  public final class Running {
    private final Asked asked;
    private final Series series;
    private final long began = System.nanoTime();

    private Running(Asked asked) {
      this.asked = asked;
      Series known = all.get(asked);
      this.series = known != null ? known : all.computeIfAbsent(asked, _ -> new Series());
    }

    /** It has an answer; {@code bytes} of it, -1 where it goes on. */
    public void answered(int code, long bytes) {
      inFlight(asked).decrement();
      series.count(code);
      if (!asked.isLongRunning()) {
        series.seconds.observe(System.nanoTime() - began);
      }
      if (bytes >= 0) {
        series.bytes.observe(bytes);
      }
    }

    /** Its answer goes on until {@link #closed}. */
    public void opened() {
      series.open.increment();
    }

    public void closed() {
      series.open.decrement();
    }
  }

  public Running begin(Asked asked) {
    inFlight(asked).increment();
    return new Running(asked);
  }

  private LongAdder inFlight(Asked asked) {
    return asked.isMutating() ? mutating : reading;
  }

  void tell(Exposition out) {
    List<Map.Entry<Asked, Series>> sorted =
        all.entrySet().stream()
            .sorted(Comparator.comparing(each -> each.getKey().labels()))
            .toList();
    String total = "apiserver_request_total";
    out.head(
        total,
        "counter",
        "Counter of apiserver requests broken out for each verb, dry run value, group, version,"
            + " resource, scope, component, and HTTP response code.");
    sorted.forEach(
        each ->
            each.getValue()
                .byCode
                .forEach(
                    (code, count) ->
                        out.line(
                            total,
                            "code=\"" + code + "\"," + each.getKey().labels(),
                            count.sum())));
    String seconds = "apiserver_request_duration_seconds";
    out.head(
        seconds,
        "histogram",
        "Response latency distribution in seconds for each verb, dry run value, group, version,"
            + " resource, subresource, scope and component.");
    sorted.stream()
        .filter(each -> !each.getKey().isLongRunning())
        .forEach(each -> each.getValue().seconds.tell(out, seconds, each.getKey().labels()));
    String sizes = "apiserver_response_sizes";
    out.head(
        sizes,
        "histogram",
        "Response size distribution in bytes for each group, version, verb, resource, subresource,"
            + " scope and component.");
    sorted.stream()
        .filter(each -> each.getKey().dryRun().isEmpty() && !each.getKey().isLongRunning())
        .forEach(each -> each.getValue().bytes.tell(out, sizes, each.getKey().place()));
    String open = "apiserver_longrunning_requests";
    out.head(
        open,
        "gauge",
        "Gauge of all active long-running apiserver requests broken out by verb, group, version,"
            + " resource, scope and component. Not all requests are tracked this way.");
    sorted.stream()
        .filter(each -> each.getKey().isLongRunning())
        .forEach(each -> out.line(open, each.getKey().place(), each.getValue().open.sum()));
    String current = "apiserver_current_inflight_requests";
    out.head(
        current,
        "gauge",
        "Maximal number of currently used inflight request limit of this apiserver per request kind"
            + " in last second.");
    out.line(current, "request_kind=\"mutating\"", mutating.sum());
    out.line(current, "request_kind=\"readOnly\"", reading.sum());
  }
}
