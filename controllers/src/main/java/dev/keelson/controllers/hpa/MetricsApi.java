package dev.keelson.controllers.hpa;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.quantity.BadQuantity;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.controllers.basis.GoDurations;
import dev.keelson.controllers.pod.Times;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The three metrics APIs, which other servers than ours answer: metrics.k8s.io,
 * custom.metrics.k8s.io, external.metrics.k8s.io.
 */
final class MetricsApi {
  /** Of a custom metric that does not say over which it was taken. */
  private static final Duration USUAL_WINDOW = Duration.ofSeconds(60);

  private final ApiClient client;

  MetricsApi(ApiClient client) {
    this.client = client;
  }

  /**
   * What pods use of a resource, by name of the pod.
   *
   * @param selector of pods, as a query has it
   * @param container "": all of a pod's
   */
  Map<String, PodMetric> resource(
      String resource, String namespace, String selector, String container) throws MetricFailure {
    String path =
        "/apis/metrics.k8s.io/v1beta1/namespaces/"
            + namespace
            + "/pods?labelSelector="
            + url(selector);
    List<JsonObject> items = items(path, "resource", "pods.metrics.k8s.io");
    Map<String, PodMetric> metrics = new HashMap<>();
    for (JsonObject item : items) {
      OptionalLong usage = usage(item, resource, container);
      if (usage.isPresent()) {
        Duration window = GoDurations.parse(item.text("window")).orElse(Duration.ZERO);
        metrics.put(
            item.textAt("metadata", "name"), new PodMetric(time(item), window, usage.getAsLong()));
      }
    }
    return metrics;
  }

  private static OptionalLong usage(JsonObject pod, String resource, String container) {
    long sum = 0;
    boolean isFound = false;
    for (JsonObject each : pod.array("containers").objects().toList()) {
      if (container.isEmpty() || each.text("name").equals(container)) {
        OptionalLong usage = PodRequests.milli(each.object("usage"), resource);
        if (usage.isEmpty()) {
          return OptionalLong.empty();
        }
        sum += usage.getAsLong();
        isFound = true;
      }
    }
    return isFound ? OptionalLong.of(sum) : OptionalLong.empty();
  }

  /** A metric of its own of each pod, by name of the pod. */
  Map<String, PodMetric> ofPods(
      String metric, String namespace, String selector, String metricSelector)
      throws MetricFailure {
    String path =
        custom()
            + ("/namespaces/" + namespace + "/pods/*/" + url(metric))
            + ("?labelSelector=" + url(selector))
            + ("&metricLabelSelector=" + url(metricSelector));
    Map<String, PodMetric> metrics = new HashMap<>();
    for (JsonObject item : items(path, "custom", "pods.custom.metrics.k8s.io")) {
      long seconds = item.number("windowSeconds", -1);
      metrics.put(
          item.object("describedObject").text("name"),
          new PodMetric(
              time(item), seconds < 0 ? USUAL_WINDOW : Duration.ofSeconds(seconds), milli(item)));
    }
    return metrics;
  }

  /**
   * One number that is said of an object, in thousandths.
   *
   * @param resource {@code ingresses.networking.k8s.io}; {@code namespaces} means the namespace
   */
  long ofObject(
      String metric, String namespace, String resource, String name, String metricSelector)
      throws MetricFailure {
    String object = resource.equals("namespaces") ? "metrics" : resource + "/" + name;
    String path =
        custom()
            + ("/namespaces/" + namespace + "/" + object + "/" + url(metric))
            + ("?metricLabelSelector=" + url(metricSelector));
    List<JsonObject> items = items(path, "custom", resource + ".custom.metrics.k8s.io");
    if (items.size() != 1) {
      throw new MetricFailure(
          "unable to fetch metrics from custom metrics API: the custom metrics API server returned "
              + items.size()
              + " results when we asked for exactly one");
    }
    return milli(items.getFirst());
  }

  /** The sum of all values that are selected, in thousandths; the largest long where it is more. */
  long external(String metric, String namespace, String selector) throws MetricFailure {
    String path =
        "/apis/external.metrics.k8s.io/v1beta1/namespaces/"
            + (namespace + "/" + url(metric))
            + ("?labelSelector=" + url(selector));
    long sum = 0;
    for (JsonObject item : items(path, "external", metric + ".external.metrics.k8s.io")) {
      long value = milli(item);
      sum = value > 0 && sum > Long.MAX_VALUE - value ? Long.MAX_VALUE : sum + value;
    }
    return sum;
  }

  /** The version that the server of custom metrics prefers. */
  private String custom() throws MetricFailure {
    JsonObject group = get("/apis/custom.metrics.k8s.io", "custom", "custom.metrics.k8s.io");
    return "/apis/"
        + group.object("preferredVersion").text("groupVersion", "custom.metrics.k8s.io/v1beta2");
  }

  private List<JsonObject> items(String path, String api, String resource) throws MetricFailure {
    List<JsonObject> items = get(path, api, resource).array("items").objects().toList();
    if (items.isEmpty()) {
      throw new MetricFailure("no metrics returned from " + api + " metrics API");
    }
    return items;
  }

  private JsonObject get(String path, String api, String resource) throws MetricFailure {
    String why;
    try {
      return client.get(path);
    } catch (ApiFailure e) {
      // Without details nobody knew the path at all: the API is not there.
      boolean isUnserved = e.status().code() == 404 && e.status().name().isEmpty();
      why =
          isUnserved
              ? "the server could not find the requested resource (get " + resource + ")"
              : e.status().message();
    } catch (TransportFailure e) {
      why = String.valueOf(e.getMessage());
    }
    throw new MetricFailure("unable to fetch metrics from " + api + " metrics API: " + why);
  }

  private static Instant time(JsonObject item) {
    return Times.parse(item.text("timestamp")).orElse(Instant.EPOCH);
  }

  private static long milli(JsonObject item) throws MetricFailure {
    try {
      return Quantity.parse(item.text("value")).milliValue();
    } catch (BadQuantity e) {
      throw new MetricFailure("a metric with the value \"" + item.text("value") + "\"");
    }
  }

  private static String url(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
