package dev.keelson.apiserver.model.select;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Conditions on fields, all of which must hold; which fields a resource knows is not said here.
 *
 * @param requirements in the order of their texts
 */
public record FieldSelector(List<Requirement> requirements) {
  public static final FieldSelector EVERYTHING = new FieldSelector(List.of());

  /** {@code value} is compared as text, "" for what is not set. */
  public record Requirement(String field, boolean isNegated, String value) {
    public boolean matches(String actual) {
      return actual.equals(value) != isNegated;
    }

    @Override
    public String toString() {
      String escaped = value.replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\=");
      return field + (isNegated ? "!=" : "=") + escaped;
    }
  }

  public FieldSelector {
    requirements = List.copyOf(requirements);
  }

  /**
   * Of a query: {@code metadata.name=a,status.phase!=Running}; a backslash stands before a comma,
   * an equals sign or a backslash in a value. "" selects everything.
   *
   * @throws BadSelector as upstream says it
   */
  public static FieldSelector parse(String text) {
    List<Requirement> requirements = new ArrayList<>();
    for (String term : terms(text)) {
      if (term.isEmpty()) {
        continue;
      }
      Requirement requirement = requirement(text, term);
      if (!requirement.field().isEmpty() || !requirement.value().isEmpty()) {
        requirements.add(requirement);
      }
    }
    return requirements.isEmpty() ? EVERYTHING : new FieldSelector(requirements);
  }

  private static List<String> terms(String text) {
    List<String> terms = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == ',') {
        terms.add(text.substring(start, i));
        start = i + 1;
      }
    }
    terms.add(text.substring(start));
    return terms.stream().sorted().toList();
  }

  private static Requirement requirement(String text, String term) {
    for (int i = 0; i < term.length(); i++) {
      boolean isNegated = term.startsWith("!=", i);
      if (isNegated || term.charAt(i) == '=') {
        int length = isNegated || term.startsWith("==", i) ? 2 : 1;
        String value = unescape(term.substring(i + length));
        return new Requirement(term.substring(0, i), isNegated, value);
      }
    }
    throw new BadSelector("invalid selector: '" + text + "'; can't understand '" + term + "'");
  }

  private static String unescape(String value) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == ',' || c == '=') {
        throw new BadSelector("invalid field selector: unescaped character in value: " + (int) c);
      }
      if (c == '\\') {
        i++;
        String escaped = i < value.length() ? Character.toString(value.codePointAt(i)) : "";
        if (escaped.isEmpty() || "\\,=".indexOf(escaped.charAt(0)) < 0) {
          throw new BadSelector("invalid field selector: invalid escape sequence: \\" + escaped);
        }
        c = escaped.charAt(0);
      }
      plain.append(c);
    }
    return plain.toString();
  }

  /**
   * @param actual the text of a field by its name; "" where it is not set
   */
  public boolean matches(UnaryOperator<String> actual) {
    for (Requirement each : requirements) {
      if (!each.matches(actual.apply(each.field()))) {
        return false;
      }
    }
    return true;
  }

  /** Whether it selects everything. */
  public boolean isEmpty() {
    return requirements.isEmpty();
  }

  /** The only value that field may have, if there is only one. */
  public Optional<String> exactly(String field) {
    return requirements.stream()
        .filter(each -> !each.isNegated() && each.field().equals(field))
        .findFirst()
        .map(Requirement::value);
  }

  /** Canonical: what a query would say. */
  @Override
  public String toString() {
    return String.join(",", requirements.stream().map(Requirement::toString).toList());
  }
}
