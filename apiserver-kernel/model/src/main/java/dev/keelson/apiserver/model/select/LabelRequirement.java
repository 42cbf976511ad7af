package dev.keelson.apiserver.model.select;

import dev.keelson.apiserver.model.json.GoText;
import dev.keelson.apiserver.model.name.Names;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One condition on one label.
 *
 * @param values one for the comparisons, none for EXISTS and DOES_NOT_EXIST
 */
public record LabelRequirement(String key, Operator operator, List<String> values) {
  public enum Operator {
    IN("in"),
    NOT_IN("notin"),
    EQUALS("="),
    DOUBLE_EQUALS("=="),
    NOT_EQUALS("!="),
    GREATER_THAN("gt"),
    LESS_THAN("lt"),
    EXISTS("exists"),
    DOES_NOT_EXIST("!");

    private final String text;

    Operator(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  public LabelRequirement {
    values = List.copyOf(values);
  }

  /**
   * @throws BadSelector the key or a value is no label's, or there are too many or too few values
   */
  static LabelRequirement checked(String key, Operator operator, List<String> values) {
    List<String> errors = new ArrayList<>();
    List<String> wrong = Names.qualifiedName(key);
    if (!wrong.isEmpty()) {
      errors.add(invalid("key", key, wrong));
    }
    number(operator, values, errors);
    for (int i = 0; i < values.size(); i++) {
      List<String> wrongHere = Names.labelValue(values.get(i));
      if (!wrongHere.isEmpty()) {
        errors.add(invalid("values[" + i + "][" + key + "]", values.get(i), wrongHere));
      }
    }
    if (!errors.isEmpty()) {
      List<String> distinct = errors.stream().distinct().toList();
      throw new BadSelector(
          distinct.size() == 1 ? distinct.getFirst() : "[" + String.join(", ", distinct) + "]");
    }
    return new LabelRequirement(key, operator, values);
  }

  private static void number(Operator operator, List<String> values, List<String> errors) {
    String problem =
        switch (operator) {
          case IN, NOT_IN ->
              values.isEmpty() ? "for 'in', 'notin' operators, values set can't be empty" : "";
          case EQUALS, DOUBLE_EQUALS, NOT_EQUALS ->
              values.size() != 1 ? "exact-match compatibility requires one single value" : "";
          case EXISTS, DOES_NOT_EXIST ->
              values.isEmpty() ? "" : "values set must be empty for exists and does not exist";
          case GREATER_THAN, LESS_THAN ->
              values.size() != 1 ? "for 'Gt', 'Lt' operators, exactly one value is required" : "";
        };
    if (!problem.isEmpty()) {
      String printed =
          values.isEmpty()
              ? "[]"
              : "[" + String.join(",", values.stream().map(GoText::quote).toList()) + "]";
      errors.add("values: Invalid value: " + printed + ": " + problem);
    }
    if (operator == Operator.GREATER_THAN || operator == Operator.LESS_THAN) {
      for (int i = 0; i < values.size(); i++) {
        if (!isNumber(values.get(i))) {
          errors.add(
              invalid(
                  "values[" + i + "]",
                  values.get(i),
                  List.of("for 'Gt', 'Lt' operators, the value must be an integer")));
        }
      }
    }
  }

  static String invalid(String path, String value, List<String> wrong) {
    return path + ": Invalid value: " + GoText.quote(value) + ": " + String.join("; ", wrong);
  }

  private static boolean isNumber(String text) {
    try {
      Long.parseLong(text);
      return true;
    } catch (NumberFormatException _) {
      return false;
    }
  }

  /**
   * @param value the label's; null where the object has no such label
   */
  boolean matches(@Nullable String value) {
    return switch (operator) {
      case IN, EQUALS, DOUBLE_EQUALS -> value != null && values.contains(value);
      case NOT_IN, NOT_EQUALS -> value == null || !values.contains(value);
      case EXISTS -> value != null;
      case DOES_NOT_EXIST -> value == null;
      case GREATER_THAN ->
          value != null
              && isNumber(value)
              && Long.parseLong(value) > Long.parseLong(values.getFirst());
      case LESS_THAN ->
          value != null
              && isNumber(value)
              && Long.parseLong(value) < Long.parseLong(values.getFirst());
    };
  }

  @Override
  public String toString() {
    String joined = String.join(",", values.stream().sorted().toList());
    return switch (operator) {
      case EXISTS -> key;
      case DOES_NOT_EXIST -> "!" + key;
      case IN, NOT_IN -> key + " " + operator + " (" + joined + ")";
      case GREATER_THAN -> key + ">" + joined;
      case LESS_THAN -> key + "<" + joined;
      case EQUALS, DOUBLE_EQUALS, NOT_EQUALS -> key + operator + joined;
    };
  }
}
