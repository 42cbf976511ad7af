package dev.keelson.raftstore;

import java.io.Serial;

/**
 * Why a member stopped: the others go on without it. It cannot come back under its id; what is in
 * its directory is of no more use.
 */
public final class MemberRemoved extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  MemberRemoved() {
    super("the member has been permanently removed from the cluster", null, false, false);
  }
}
