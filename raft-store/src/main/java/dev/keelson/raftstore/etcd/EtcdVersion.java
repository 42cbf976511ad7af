package dev.keelson.raftstore.etcd;

/**
 * The etcd that we say we are. Clients decide by it what they may ask for: kube-apiserver wants
 * 3.5.13 or later for progress requests, kubeadm 3.5.24.
 */
public final class EtcdVersion {
  /** What {@code endpoint status} and {@code /version} tell. */
  public static final String SERVER = "3.6.13";

  /** Lowest minor version among the members. */
  public static final String CLUSTER = "3.6.0";

  /** Version of the stored schema. */
  public static final String STORAGE = "3.6.0";

  private EtcdVersion() {}
}
