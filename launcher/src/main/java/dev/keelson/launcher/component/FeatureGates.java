package dev.keelson.launcher.component;

import dev.keelson.apiserver.server.resource.Feature;
import dev.keelson.launcher.snapshot.Misuse;
import dev.keelson.launcher.snapshot.Words;
import java.util.Set;

/**
 * {@code --feature-gates} of Kubernetes: of the many only those whose default can be changed here.
 *
 * @param hasGroups GenericWorkload: PodGroups and Workloads are served
 * @param hasGangs GangScheduling: the scheduler places a gang together
 */
public record FeatureGates(boolean hasGroups, boolean hasGangs) {
  public static final String FLAG = "feature-gates";
  public static final FeatureGates CLOSED = new FeatureGates(false, false);

  /** Throws {@link Misuse} where it cannot be. */
  public static FeatureGates of(Words words) {
    FeatureGates gates = CLOSED;
    for (String each : words.text(FLAG, "").split(",")) {
      if (!each.isBlank()) {
        gates = gates.with(each.strip());
      }
    }
    if (gates.hasGangs && !gates.hasGroups) {
      throw new Misuse("--feature-gates: GangScheduling needs GenericWorkload=true");
    }
    return gates;
  }

  private FeatureGates with(String pair) {
    int equals = pair.indexOf('=');
    if (equals < 0) {
      throw new Misuse("--feature-gates: missing bool value for " + pair);
    }
    boolean isOpen =
        switch (pair.substring(equals + 1)) {
          case "true" -> true;
          case "false" -> false;
          default -> throw new Misuse("--feature-gates: invalid value of " + pair);
        };
    return switch (pair.substring(0, equals)) {
      case "GenericWorkload" -> new FeatureGates(isOpen, hasGangs);
      case "GangScheduling" -> new FeatureGates(hasGroups, isOpen);
      default ->
          throw new Misuse(
              "--feature-gates: unrecognized feature gate: "
                  + pair.substring(0, equals)
                  + "; known here: GenericWorkload, GangScheduling");
    };
  }

  /** Those that the API server knows of. */
  public Set<Feature> features() {
    return hasGroups ? Set.of(Feature.GENERIC_WORKLOAD) : Set.of();
  }
}
