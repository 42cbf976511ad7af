package dev.keelson.apiserver.server.kind.workload;

import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.model.quantity.BadQuantity;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.apiserver.server.kind.Located;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What an autoscaler measures, and how much of it should be. */
final class MetricRules {
  private static final List<String> TYPES =
      List.of("ContainerResource", "External", "Object", "Pods", "Resource");

  /** In the order in which upstream looks at them. */
  private static final List<String> SOURCES =
      List.of("object", "external", "pods", "resource", "containerResource");

  private static final Map<String, String> SOURCE_OF =
      Map.of(
          "Object", "object",
          "External", "external",
          "Pods", "pods",
          "Resource", "resource",
          "ContainerResource", "containerResource");

  private MetricRules() {}

  static void check(Located spec) {
    // The first version's one metric: upstream checks it as the second version's.
    if (spec.get("targetCPUUtilizationPercentage") instanceof JsonLong(long part) && part < 1) {
      spec.errors()
          .invalid(
              spec.path("metrics").index(0).child("resource", "target").child("averageUtilization"),
              part,
              "must be greater than 0");
    }
    boolean outside = false;
    for (Located metric : spec.each("metrics")) {
      metric(metric);
      outside |= List.of("Object", "External").contains(metric.text("type"));
    }
    if (spec.has("minReplicas") && spec.number("minReplicas") == 0 && !outside) {
      spec.forbidden(
          "metrics",
          "must specify at least one Object or External metric to support scaling to zero"
              + " replicas");
    }
  }

  private static void metric(Located metric) {
    String type = metric.text("type");
    if (type.isEmpty()) {
      metric.required("type", "must specify a metric source type");
    }
    if (!TYPES.contains(type)) {
      metric.notSupported("type", TYPES);
    }
    List<String> present = new ArrayList<>(SOURCES.stream().filter(metric::has).toList());
    if (!present.isEmpty()) {
      source(present.getFirst(), metric.in(present.getFirst()));
    }
    String expected = SOURCE_OF.getOrDefault(type, "");
    if (expected.isEmpty()) {
      metric.notSupported("type", TYPES);
    } else if (!metric.has(expected)) {
      metric.required(expected, "must populate information for the given metric source");
    }
    if (present.size() != 1) {
      present.remove(expected);
      for (String other : present) {
        metric.forbidden(other, "must populate the given metric source only");
      }
    }
  }

  private static void source(String kind, Located source) {
    Located target = source.in("target");
    switch (kind) {
      case "object" -> {
        AutoscalerRules.reference(source.in("describedObject"));
        AutoscalerRules.apiVersion(source.in("describedObject"), true);
        identifier(source);
        target(target);
        either(target, "value", "averageValue", "must set either a target value or averageValue");
      }
      case "external" -> {
        identifier(source);
        target(target);
        either(
            target,
            "value",
            "averageValue",
            "must set either a target value for metric or a per-pod target");
        if (target.has("value") && target.has("averageValue")) {
          target.forbidden(
              "value", "may not set both a target value for metric and a per-pod target");
        }
      }
      case "pods" -> {
        identifier(source);
        target(target);
        if (!target.has("averageValue")) {
          target.required("averageValue", "must specify a positive target averageValue");
        }
      }
      default -> resource(source, target, kind.equals("containerResource"));
    }
  }

  private static void resource(Located source, Located target, boolean ofContainer) {
    if (source.text("name").isEmpty()) {
      source.required("name", "must specify a resource name");
    }
    if (ofContainer) {
      if (source.text("container").isEmpty()) {
        source.required("container", "must specify a container");
      } else {
        source.form("container", Names::label1123);
      }
    }
    target(target);
    if (!target.has("averageUtilization") && !target.has("averageValue")) {
      target.required(
          "averageUtilization", "must set either a target raw value or a target utilization");
    }
    if (target.has("averageUtilization") && target.has("averageValue")) {
      target.forbidden(
          "averageValue", "may not set both a target raw value and a target utilization");
    }
  }

  private static void either(Located target, String one, String other, String detail) {
    if (!target.has(one) && !target.has(other)) {
      target.required(other, detail);
    }
  }

  private static void identifier(Located source) {
    Located metric = source.in("metric");
    if (metric.text("name").isEmpty()) {
      metric.required("name", "must specify a metric name");
    } else {
      metric.form("name", Names::pathSegment);
    }
  }

  private static void target(Located target) {
    String type = target.text("type");
    if (type.isEmpty()) {
      target.required("type", "must specify a metric target type");
    }
    if (!List.of("Utilization", "Value", "AverageValue").contains(type)) {
      target.invalid("type", type, "must be either Utilization, Value, or AverageValue");
    }
    positive(target, "value");
    positive(target, "averageValue");
    if (target.get("averageUtilization") instanceof JsonLong(long part) && part < 1) {
      target.invalid("averageUtilization", "must be greater than 0");
    }
  }

  private static void positive(Located target, String name) {
    if (!target.has(name)) {
      return;
    }
    boolean isPositive =
        target.get(name) instanceof JsonLong(long number)
            ? number > 0
            : isPositive(target.text(name));
    if (!isPositive) {
      target.invalid(name, "must be positive");
    }
  }

  private static boolean isPositive(String quantity) {
    try {
      return Quantity.parse(quantity).signum() > 0;
    } catch (BadQuantity _) {
      return false;
    }
  }
}
