package dev.keelson.apiserver.model.select;

import dev.keelson.apiserver.model.json.GoText;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.select.LabelRequirement.Operator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Conditions on labels, all of which must hold. Immutable. */
public final class LabelSelector {
  public static final LabelSelector EVERYTHING = new LabelSelector(List.of(), false);

  /** What an absent selector in an object selects. */
  public static final LabelSelector NOTHING = new LabelSelector(List.of(), true);

  private final List<LabelRequirement> requirements;
  private final boolean isNever;

  private LabelSelector(List<LabelRequirement> requirements, boolean isNever) {
    this.requirements = requirements;
    this.isNever = isNever;
  }

  private static LabelSelector sorted(List<LabelRequirement> requirements) {
    return requirements.isEmpty()
        ? EVERYTHING
        : new LabelSelector(
            requirements.stream().sorted(Comparator.comparing(LabelRequirement::key)).toList(),
            false);
  }

  /**
   * Of a query: {@code a=b,c in (d,e),!f}. "" selects everything.
   *
   * @throws BadSelector as upstream says it
   */
  public static LabelSelector parse(String text) {
    return text.isEmpty() ? EVERYTHING : sorted(new LabelSelectorParser(text).parse());
  }

  /**
   * Of a {@code metav1.LabelSelector}: {@code matchLabels} and {@code matchExpressions}. An empty
   * one selects everything; what an absent one selects is the caller's to say.
   *
   * @throws BadSelector as upstream says it
   */
  public static LabelSelector of(JsonObject selector) {
    List<LabelRequirement> requirements = new ArrayList<>();
    selector
        .object("matchLabels")
        .texts()
        .forEach(
            (key, value) ->
                requirements.add(LabelRequirement.checked(key, Operator.EQUALS, List.of(value))));
    selector
        .array("matchExpressions")
        .objects()
        .forEach(
            expression ->
                requirements.add(
                    LabelRequirement.checked(
                        expression.text("key"),
                        operator(expression.text("operator")),
                        expression.array("values").texts().toList())));
    return sorted(requirements);
  }

  private static Operator operator(String name) {
    return switch (name) {
      case "In" -> Operator.IN;
      case "NotIn" -> Operator.NOT_IN;
      case "Exists" -> Operator.EXISTS;
      case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
      default ->
          throw new BadSelector(GoText.quote(name) + " is not a valid label selector operator");
    };
  }

  /** Of a plain map, as Services and ReplicationControllers have it; unchecked. */
  public static LabelSelector ofEqual(Map<String, String> labels) {
    return sorted(
        labels.entrySet().stream()
            .map(
                each ->
                    new LabelRequirement(each.getKey(), Operator.EQUALS, List.of(each.getValue())))
            .toList());
  }

  public boolean matches(Map<String, String> labels) {
    for (LabelRequirement each : requirements) {
      if (!each.matches(labels.get(each.key()))) {
        return false;
      }
    }
    return !isNever;
  }

  /** As {@link #matches(Map)}, of {@code metadata.labels} as it lies in the tree. */
  public boolean matches(JsonObject labels) {
    for (LabelRequirement each : requirements) {
      String value = labels.get(each.key()) instanceof JsonString(String text) ? text : null;
      if (!each.matches(value)) {
        return false;
      }
    }
    return !isNever;
  }

  /** Whether it selects everything. */
  public boolean isEmpty() {
    return requirements.isEmpty() && !isNever;
  }

  /** By key. */
  public List<LabelRequirement> requirements() {
    return requirements;
  }

  /** The only value that label may have, if there is only one. */
  public Optional<String> exactly(String key) {
    return requirements.stream()
        .filter(each -> each.key().equals(key))
        .findFirst()
        .filter(each -> each.values().size() == 1 && isExact(each.operator()))
        .map(each -> each.values().getFirst());
  }

  private static boolean isExact(Operator operator) {
    return operator == Operator.EQUALS
        || operator == Operator.DOUBLE_EQUALS
        || operator == Operator.IN;
  }

  /** Canonical: what a query would say. */
  @Override
  public String toString() {
    return String.join(",", requirements.stream().map(LabelRequirement::toString).toList());
  }
}
