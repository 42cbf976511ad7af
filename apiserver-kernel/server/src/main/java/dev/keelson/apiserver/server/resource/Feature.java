package dev.keelson.apiserver.server.resource;

/** What Kubernetes 1.36 has behind a gate that is closed by default, and can be opened here. */
public enum Feature {
  /** {@code scheduling.k8s.io/v1alpha2}, and the pods' {@code schedulingGroup}. */
  GENERIC_WORKLOAD("GenericWorkload");

  private final String gate;

  Feature(String gate) {
    this.gate = gate;
  }

  /** As {@code --feature-gates} calls it. */
  public String gate() {
    return gate;
  }
}
