package dev.keelson.scheduler.plugin;

/**
 * A kind of change.
 *
 * @param actions bits of the constants here
 * @param customLabel for metrics, instead of resource and action; usually ""
 */
public record ClusterEvent(EventResource resource, int actions, String customLabel) {
  public static final int ADD = 1;
  public static final int DELETE = 1 << 1;
  public static final int UPDATE_NODE_ALLOCATABLE = 1 << 2;
  public static final int UPDATE_NODE_LABEL = 1 << 3;

  /** Also cordoning. */
  public static final int UPDATE_NODE_TAINT = 1 << 4;

  public static final int UPDATE_NODE_CONDITION = 1 << 5;
  public static final int UPDATE_NODE_ANNOTATION = 1 << 6;
  public static final int UPDATE_NODE_DECLARED_FEATURE = 1 << 7;
  public static final int UPDATE_POD_LABEL = 1 << 8;

  /** Some request became less. */
  public static final int UPDATE_POD_SCALE_DOWN = 1 << 9;

  public static final int UPDATE_POD_TOLERATION = 1 << 10;
  public static final int UPDATE_POD_SCHEDULING_GATES_ELIMINATED = 1 << 11;
  public static final int UPDATE_POD_GENERATED_RESOURCE_CLAIM = 1 << 12;
  public static final int ALL = (1 << 13) - 1;
  public static final int UPDATE = ALL & ~(ADD | DELETE);

  private static final String[] NAMES = {
    "Add",
    "Delete",
    "UpdateNodeAllocatable",
    "UpdateNodeLabel",
    "UpdateNodeTaint",
    "UpdateNodeCondition",
    "UpdateNodeAnnotation",
    "UpdateNodeDeclaredFeature",
    "UpdatePodLabel",
    "UpdatePodScaleDown",
    "UpdatePodToleration",
    "UpdatePodSchedulingGatesEliminated",
    "UpdatePodGeneratedResourceClaim"
  };

  /** Everything, for whoever does not know better. */
  public static final ClusterEvent ANY = of(EventResource.WILDCARD, ALL);

  public static ClusterEvent of(EventResource resource, int actions) {
    return new ClusterEvent(resource, actions, "");
  }

  /** Whether this, as registered, is meant by what came. */
  public boolean covers(ClusterEvent incoming) {
    boolean isAnything = resource == EventResource.WILDCARD && actions == ALL;
    return isAnything
        || (resource.covers(incoming.resource)
            && (actions & incoming.actions) != 0
            && incoming.actions <= actions);
  }

  /** Moves everything, whatever was registered. */
  public boolean isWildcard() {
    return resource == EventResource.WILDCARD && actions == ALL;
  }

  /** As metrics call it: {@code NodeUpdateNodeTaint}. */
  public String label() {
    if (!customLabel.isEmpty()) {
      return customLabel;
    }
    return resource.label() + action();
  }

  private String action() {
    if (actions == ALL) {
      return "All";
    }
    if (actions == UPDATE) {
      return "Update";
    }
    return Integer.bitCount(actions) == 1 ? NAMES[Integer.numberOfTrailingZeros(actions)] : "";
  }
}
