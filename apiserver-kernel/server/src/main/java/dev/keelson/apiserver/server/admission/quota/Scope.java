package dev.keelson.apiserver.server.admission.quota;

import dev.keelson.apiserver.model.ApiObject;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which objects a quota is about: {@code Terminating Exists}, {@code PriorityClass In [high]}.
 *
 * @param operator In, NotIn, Exists or DoesNotExist
 */
record Scope(String name, String operator, List<String> values) {
  Scope {
    values = List.copyOf(values);
  }

  /** All of them have to hold; none: the quota is about every object. */
  static List<Scope> of(ApiObject quota) {
    Stream<Scope> named =
        quota.spec().array("scopes").texts().map(name -> new Scope(name, "Exists", List.of()));
    Stream<Scope> selected =
        quota
            .spec()
            .object("scopeSelector")
            .array("matchExpressions")
            .objects()
            .map(
                each ->
                    new Scope(
                        each.text("scopeName"),
                        each.text("operator"),
                        each.array("values").texts().toList()));
    return Stream.concat(named, selected).toList();
  }

  boolean isExistence() {
    return operator.equals("Exists");
  }

  /** Whether one of these names fits; as a label selector sees a label that may be missing. */
  boolean selects(Collection<String> names) {
    if (names.isEmpty()) {
      return operator.equals("NotIn") || operator.equals("DoesNotExist");
    }
    return switch (operator) {
      case "In" -> names.stream().anyMatch(values::contains);
      case "NotIn" -> names.stream().anyMatch(name -> !values.contains(name));
      default -> operator.equals("Exists");
    };
  }
}
