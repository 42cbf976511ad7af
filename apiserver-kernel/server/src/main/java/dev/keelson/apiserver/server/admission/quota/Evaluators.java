package dev.keelson.apiserver.server.admission.quota;

import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.apiserver.model.quantity.Quantity.Format;
import java.util.Set;
import java.util.stream.Stream;

/** Who measures which resource. */
final class Evaluators {
  static final Quantity ONE = Quantity.of(1, Format.DECIMAL_SI);
  static final String COUNT = "count/";

  private static final Set<String> IGNORED =
      Set.of(
          "bindings",
          "componentstatuses",
          "events",
          "events.events.k8s.io",
          "tokenreviews.authentication.k8s.io",
          "selfsubjectreviews.authentication.k8s.io",
          "subjectaccessreviews.authorization.k8s.io",
          "selfsubjectaccessreviews.authorization.k8s.io",
          "localsubjectaccessreviews.authorization.k8s.io",
          "selfsubjectrulesreviews.authorization.k8s.io");

  /** Counted under their own names before there was {@code count/}. */
  private static final Set<String> BY_NAME =
      Set.of("configmaps", "resourcequotas", "replicationcontrollers", "secrets");

  private static final Set<String> MEASURED = Set.of("pods", "services", "persistentvolumeclaims");

  private Evaluators() {}

  /** Never counted. */
  static boolean isIgnored(String groupResource) {
    return IGNORED.contains(groupResource);
  }

  static Evaluator of(String groupResource) {
    return switch (groupResource) {
      case "pods" -> PodEvaluator.INSTANCE;
      case "services" -> ServiceEvaluator.INSTANCE;
      case "persistentvolumeclaims" -> ClaimEvaluator.INSTANCE;
      default ->
          new CountEvaluator(
              COUNT + groupResource, BY_NAME.contains(groupResource) ? groupResource : "");
    };
  }

  /** The resources whose objects may cost something of that name in a quota. */
  static Stream<String> measuring(String name) {
    if (name.startsWith(COUNT)) {
      return Stream.of(name.substring(COUNT.length()));
    }
    return BY_NAME.contains(name)
        ? Stream.of(name)
        : MEASURED.stream().filter(each -> of(each).measures(name));
  }
}
