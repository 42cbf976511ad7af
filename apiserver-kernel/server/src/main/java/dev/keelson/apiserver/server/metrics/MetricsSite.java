package dev.keelson.apiserver.server.metrics;

import dev.keelson.apiserver.server.ApiKernel;
import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.site.VersionSite;
import dev.keelson.apiserver.server.storage.cache.CacheStats;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** {@code /metrics}: made when it is asked for. */
public final class MetricsSite implements ApiKernel.Site {
  private final ServerMetrics metrics;
  private final Supplier<List<CacheStats>> caches;

  public MetricsSite(ServerMetrics metrics, Supplier<List<CacheStats>> caches) {
    this.metrics = metrics;
    this.caches = caches;
  }

  @Override
  public Optional<ApiResponse> answer(ApiRequest request) {
    if (!request.path().equals("/metrics")) {
      return Optional.empty();
    }
    Exposition out = new Exposition();
    metrics.tell(out);
    List<CacheStats> stats =
        caches.get().stream()
            .sorted(Comparator.comparing(each -> each.resource().groupResource()))
            .toList();
    tell(out, stats);
    out.head(
        "kubernetes_build_info",
        "gauge",
        "A metric with a constant '1' value labeled by major, minor and git version.");
    out.line(
        "kubernetes_build_info",
        String.join(
            ",",
            Exposition.label("git_version", VersionSite.GIT_VERSION),
            Exposition.label("major", "1"),
            Exposition.label("minor", VersionSite.MINOR)),
        1);
    ProcessMetrics.tell(out);
    return Optional.of(ApiResponse.bytes(200, Exposition.CONTENT_TYPE, out.bytes()));
  }

  private static void tell(Exposition out, List<CacheStats> stats) {
    out.head(
        "apiserver_storage_objects",
        "gauge",
        "Number of stored objects at the time of last check split by kind.");
    for (CacheStats each : stats) {
      out.line(
          "apiserver_storage_objects",
          Exposition.label("resource", each.resource().groupResource()),
          each.objects());
    }
    of(
        out,
        stats,
        "apiserver_resource_objects",
        "gauge",
        "Number of stored objects at the time of last check split by kind.",
        CacheStats::objects);
    of(
        out,
        stats,
        "apiserver_resource_size_estimate_bytes",
        "gauge",
        "Estimated size of stored objects, as JSON.",
        CacheStats::bytes);
    of(
        out,
        stats,
        "apiserver_registered_watchers",
        "gauge",
        "Number of currently registered watchers for a given resource.",
        CacheStats::watches);
    of(
        out,
        stats,
        "apiserver_watch_cache_events_received_total",
        "counter",
        "Counter of events received in watch cache broken by resource type.",
        CacheStats::eventsTotal);
    of(
        out,
        stats,
        "apiserver_watch_cache_resource_version",
        "gauge",
        "Current resource version of watch cache broken by resource type.",
        CacheStats::revision);
    of(
        out,
        stats,
        "apiserver_watch_cache_capacity",
        "gauge",
        "Events that the watch cache keeps at the moment broken by resource type.",
        CacheStats::windowEvents);
    String sent = "apiserver_watch_events_total";
    out.head(sent, "counter", "Number of events sent in watch clients");
    for (CacheStats each : stats) {
      out.line(
          sent,
          labels(each)
              + ","
              + Exposition.label("version", each.resource().groupVersion().version()),
          each.sentTotal());
    }
  }

  private static void of(
      Exposition out,
      List<CacheStats> stats,
      String name,
      String type,
      String help,
      ToDoubleFunction<CacheStats> value) {
    out.head(name, type, help);
    stats.forEach(each -> out.line(name, labels(each), value.applyAsDouble(each)));
  }

  private static String labels(CacheStats stats) {
    return Exposition.label("group", stats.resource().group())
        + ","
        + Exposition.label("resource", stats.resource().resource());
  }
}
