package dev.keelson.controllers.hpa;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.controllers.hpa.MetricOutcome.Computed;
import dev.keelson.controllers.hpa.MetricOutcome.Failed;
import java.util.Map;

/** Asks for one metric, and says what it asks for. Texts are upstream's. */
final class MetricEvaluator {
  /** Where the plural of a kind is known. */
  interface Plurals {
    /** {@code ingresses.networking.k8s.io}; of the core group without a group. */
    String resource(String apiVersion, String kind) throws MetricFailure;
  }

  /**
   * @param selector of the pods, as a query has it
   * @param running the scale's {@code status.replicas}
   */
  record Target(String namespace, String selector, int running, ReplicaMath math) {}

  private final MetricsApi api;
  private final Plurals plurals;

  MetricEvaluator(MetricsApi api, Plurals plurals) {
    this.api = api;
    this.plurals = plurals;
  }

  MetricOutcome evaluate(MetricSpec spec, Target target) {
    String type = spec.type();
    String whole =
        switch (type) {
          case "Resource" -> "failed to get " + spec.resource() + " resource metric value";
          case "ContainerResource" ->
              "failed to get " + spec.container() + " container metric value";
          case "Pods" -> "failed to get pods metric value";
          case "Object" -> "failed to get object metric value";
          case "External" -> "failed to get " + spec.metric() + " external metric value";
          default -> "";
        };
    try {
      return switch (type) {
        case "Resource", "ContainerResource" -> resource(spec, target);
        case "Pods" -> pods(spec, target);
        case "Object" -> object(spec, target);
        case "External" -> external(spec, target);
        default -> {
          String text = "unknown metric source type \"" + type + "\"";
          yield new Failed("InvalidMetricSourceType", text, text);
        }
      };
    } catch (MetricFailure e) {
      return new Failed("FailedGet" + type + "Metric", e.text(), whole + ": " + e.text());
    }
  }

  private Computed resource(MetricSpec spec, Target target) throws MetricFailure {
    String resource = spec.resource();
    boolean isOfContainer = spec.type().equals("ContainerResource");
    boolean isRaw = spec.averageValue().isPresent();
    if (!isRaw && spec.averageUtilization().isEmpty()) {
      throw new MetricFailure(
          "invalid resource metric source: neither an average utilization target nor an average"
              + " value (usage) target was set");
    }
    Proposal proposal;
    try {
      var metrics = fetch(resource, spec, target);
      proposal =
          isRaw
              ? target.math().average(metrics, resource, spec.averageValue().getAsLong())
              : target
                  .math()
                  .utilization(
                      metrics,
                      resource,
                      spec.container(),
                      (int) spec.averageUtilization().getAsLong());
    } catch (MetricFailure e) {
      throw e.in("failed to get " + resource + (isRaw ? " usage" : " utilization"));
    }
    JsonObject.Builder current = JsonObject.builder();
    if (!isRaw) {
      current.put("averageUtilization", proposal.utilization());
    }
    current.put("averageValue", quantity(resource, proposal.milli()));
    JsonObject status =
        JsonObject.builder()
            .put("name", resource)
            .putUnlessEmpty("container", spec.container())
            .put("current", current.build())
            .build();
    String name =
        isRaw
            ? resource + " resource"
            : resource
                + (isOfContainer ? " container" : "")
                + " resource utilization (percentage of request)";
    return computed(proposal, name, spec, isOfContainer ? "containerResource" : "resource", status);
  }

  private Map<String, PodMetric> fetch(String resource, MetricSpec spec, Target target)
      throws MetricFailure {
    try {
      return api.resource(resource, target.namespace(), target.selector(), spec.container());
    } catch (MetricFailure e) {
      throw e.in("unable to get metrics for resource " + resource);
    }
  }

  private Computed pods(MetricSpec spec, Target target) throws MetricFailure {
    Map<String, PodMetric> metrics;
    String selector = spec.selector();
    try {
      metrics = api.ofPods(spec.metric(), target.namespace(), target.selector(), selector);
    } catch (MetricFailure e) {
      throw e.in("unable to get metric " + spec.metric());
    }
    Proposal proposal = target.math().average(metrics, "", spec.averageValue().orElse(0));
    JsonObject status =
        JsonObject.of(
            "metric", spec.identifier(), "current", current("averageValue", proposal.milli()));
    return computed(proposal, "pods metric " + spec.metric(), spec, "pods", status);
  }

  private Computed object(MetricSpec spec, Target target) throws MetricFailure {
    JsonObject described = spec.described();
    String selector = spec.selector();
    boolean isValue = spec.value().isPresent();
    if (!isValue && spec.averageValue().isEmpty()) {
      throw new MetricFailure(
          "invalid object metric source: neither a value target nor an average value target was"
              + " set");
    }
    long usage;
    try {
      String resource = plurals.resource(described.text("apiVersion"), described.text("kind"));
      usage =
          api.ofObject(
              spec.metric(), target.namespace(), resource, described.text("name"), selector);
    } catch (MetricFailure e) {
      throw new MetricFailure(
          "unable to get metric %s: %s on %s %s/%s"
              .formatted(
                  spec.metric(),
                  described.text("kind"),
                  target.namespace(),
                  described.text("name"),
                  e.text()));
    }
    Proposal proposal = proposal(spec, target, usage);
    JsonObject status =
        JsonObject.builder()
            .put("metric", spec.identifier())
            .put("current", current(isValue ? "value" : "averageValue", proposal.milli()))
            .put("describedObject", described)
            .build();
    String name =
        isValue
            ? described.text("kind") + " metric " + spec.metric()
            : "external metric " + spec.metric() + "(" + spec.selectorInGo() + ")";
    return computed(proposal, name, spec, "object", status);
  }

  private Computed external(MetricSpec spec, Target target) throws MetricFailure {
    boolean isPerPod = spec.averageValue().isPresent();
    if (!isPerPod && spec.value().isEmpty()) {
      throw new MetricFailure(
          "invalid external metric source: neither a value target nor an average value target was"
              + " set");
    }
    String selector = spec.selector();
    long usage;
    try {
      usage = api.external(spec.metric(), target.namespace(), selector);
    } catch (MetricFailure e) {
      throw new MetricFailure(
          "unable to get external metric %s/%s/%s: %s"
              .formatted(target.namespace(), spec.metric(), spec.selectorInGo(), e.text()));
    }
    Proposal proposal = proposal(spec, target, usage);
    JsonObject status =
        JsonObject.of(
            "metric",
            spec.identifier(),
            "current",
            current(isPerPod ? "averageValue" : "value", proposal.milli()));
    String name = "external metric " + spec.metric() + "(" + spec.selectorInGo() + ")";
    return computed(proposal, name, spec, "external", status);
  }

  private static Proposal proposal(MetricSpec spec, Target target, long usage)
      throws MetricFailure {
    boolean isPerPod = spec.averageValue().isPresent();
    return isPerPod
        ? target.math().totalPerPod(usage, spec.averageValue().getAsLong(), target.running())
        : target.math().total(usage, spec.value().orElse(1));
  }

  private static Computed computed(
      Proposal proposal, String name, MetricSpec spec, String field, JsonObject status) {
    JsonObject tree = JsonObject.builder().put("type", spec.type()).put(field, status).build();
    return new Computed(proposal.replicas(), name, tree);
  }

  private static JsonObject current(String field, long milli) {
    return JsonObject.builder()
        .put(field, Quantity.ofMilli(milli, Quantity.Format.DECIMAL_SI).toString())
        .build();
  }

  /** As the metrics server writes it. */
  private static String quantity(String resource, long milli) {
    Quantity.Format format =
        resource.equals("memory") ? Quantity.Format.BINARY_SI : Quantity.Format.DECIMAL_SI;
    return Quantity.ofMilli(milli, format).toString();
  }
}
