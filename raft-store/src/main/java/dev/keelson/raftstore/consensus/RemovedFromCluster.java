package dev.keelson.raftstore.consensus;

import java.io.Serial;

/** The others have agreed to go on without this member. It cannot come back under its id. */
public final class RemovedFromCluster extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  public RemovedFromCluster() {
    super("the member has been permanently removed from the cluster", null, false, false);
  }
}
