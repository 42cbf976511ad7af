package dev.keelson.controllers.hpa;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.quantity.BadQuantity;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.apiserver.model.select.BadSelector;
import dev.keelson.apiserver.model.select.LabelSelector;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** One of {@code spec.metrics}. */
record MetricSpec(JsonObject tree) {
  String type() {
    return tree.text("type");
  }

  /** What it says, under the name of its type. */
  JsonObject source() {
    return switch (type()) {
      case "Resource" -> tree.object("resource");
      case "ContainerResource" -> tree.object("containerResource");
      case "Pods" -> tree.object("pods");
      case "Object" -> tree.object("object");
      case "External" -> tree.object("external");
      default -> JsonObject.EMPTY;
    };
  }

  /** Of a resource. */
  String resource() {
    return source().text("name");
  }

  /** "" of a resource of whole pods. */
  String container() {
    return source().text("container");
  }

  String metric() {
    return identifier().text("name");
  }

  /** Name and selector, as the status repeats them. */
  JsonObject identifier() {
    return source().object("metric");
  }

  JsonObject described() {
    return source().object("describedObject");
  }

  OptionalLong value() {
    return milli("value");
  }

  OptionalLong averageValue() {
    return milli("averageValue");
  }

  /** Percent. */
  OptionalLong averageUtilization() {
    long percent = source().object("target").number("averageUtilization", -1);
    return percent < 0 ? OptionalLong.empty() : OptionalLong.of(percent);
  }

  private OptionalLong milli(String name) {
    String text = source().object("target").text(name);
    try {
      return text.isEmpty()
          ? OptionalLong.empty()
          : OptionalLong.of(Quantity.parse(text).milliValue());
    } catch (BadQuantity _) {
      return OptionalLong.empty();
    }
  }

  /** As a query has it. An absent one selects nothing by the rule, and upstream asks for all. */
  String selector() throws MetricFailure {
    try {
      return identifier().isSet("selector")
          ? LabelSelector.of(identifier().object("selector")).toString()
          : "";
    } catch (BadSelector e) {
      throw new MetricFailure(String.valueOf(e.getMessage()));
    }
  }

  /** As Go prints the selector. */
  String selectorInGo() {
    if (!identifier().isSet("selector")) {
      return "nil";
    }
    JsonObject selector = identifier().object("selector");
    String labels =
        selector.object("matchLabels").texts().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(each -> each.getKey() + ": " + each.getValue() + ",")
            .collect(Collectors.joining());
    String expressions =
        selector
            .array("matchExpressions")
            .objects()
            .map(
                each ->
                    "LabelSelectorRequirement{Key:%s,Operator:%s,Values:[%s],},"
                        .formatted(
                            each.text("key"),
                            each.text("operator"),
                            String.join(" ", each.array("values").texts().toList())))
            .collect(Collectors.joining());
    return "&LabelSelector{MatchLabels:map[string]string{%s},MatchExpressions:[]LabelSelectorRequirement{%s},}"
        .formatted(labels, expressions);
  }
}
