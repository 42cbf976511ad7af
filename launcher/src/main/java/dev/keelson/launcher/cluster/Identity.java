package dev.keelson.launcher.cluster;

import java.util.List;

/**
 * As whom a component speaks to the API server; kubeadm's names, to which the bootstrap roles are
 * bound.
 */
public record Identity(String user, List<String> groups) {
  public static final Identity ADMIN = new Identity("kubernetes-admin", List.of("system:masters"));

  public static final Identity SCHEDULER = new Identity("system:kube-scheduler", List.of());

  public static final Identity CONTROLLERS =
      new Identity("system:kube-controller-manager", List.of());

  public static final Identity CLOUD_CONTROLLERS =
      new Identity("system:cloud-controller-manager", List.of("system:masters"));

  /** All pretend nodes of a process together: no single node may write for another. */
  public static final Identity NODE_POOL =
      new Identity("keelson:node-pool", List.of("system:masters"));

  public Identity {
    groups = List.copyOf(groups);
  }

  /** One of kube-system's. */
  public static Identity serviceAccount(String name) {
    return new Identity(
        "system:serviceaccount:kube-system:" + name,
        List.of("system:serviceaccounts", "system:serviceaccounts:kube-system"));
  }

  public static Identity node(String name) {
    return new Identity("system:node:" + name, List.of("system:nodes"));
  }
}
